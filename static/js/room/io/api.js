/** One call of the HTTP API with the page's cookie, its envelope opened. */

/**
 * @typedef {object} Answer
 * @property {boolean} ok
 * @property {number} code the envelope's; 0 when the server was not reached
 * @property {any} data
 * @property {string} message in the reader's language
 * @property {Record<string, string[]>} details by field
 */

/**
 * @param {{ api: string, csrf_token: string, texts: Record<string, string> }} config
 * @param {"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} method
 * @param {string} path below the API's root
 * @param {object} [body]
 * @returns {Promise<Answer>} never rejects: a lost network is an answer too
 */
export async function request(config, method, path, body) {
  try {
    const response = await fetch(config.api + path, {
      method,
      headers: { "Content-Type": "application/json", "X-CSRFToken": config.csrf_token },
      body: body ? JSON.stringify(body) : undefined,
    });
    const { code = 0, data, message = "", details = {} } = await response.json();
    return { ok: response.ok, code, data, message: String(message), details };
  } catch {
    const message = config.texts.notice_no_network;
    return { ok: false, code: 0, data: null, message, details: {} };
  }
}
