/** One call of the HTTP API with the page's cookie, its envelope opened. */

/** @typedef {{ ok: boolean, data: any, message: string }} Answer */

/**
 * @param {{ api: string, csrf_token: string, texts: Record<string, string> }} config
 * @param {"GET" | "PUT"} method
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
    const envelope = await response.json();
    return { ok: response.ok, data: envelope.data, message: String(envelope.message ?? "") };
  } catch {
    return { ok: false, data: null, message: config.texts.notice_no_network };
  }
}
