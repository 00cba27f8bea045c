/** Asking the server what is behind a link, because browsers do not tell a script. */

import { parseLink } from "../state/links.js";
import { request } from "./api.js";

/** A person waits; without an answer the sentence is a more general one. */
const LIMIT_MS = 6000;

/** @typedef {import("../state/links.js").Finding} Finding */
/** @typedef {import("../state/types.js").Config} Config */

/**
 * @param {string} url
 * @param {Config} config
 * @returns {Promise<Finding | null>} null when nobody looks, or not in time
 */
export function findBehind(url, config) {
  const link = parseLink(url, location.href);
  if (!link) return Promise.resolve(null);
  const looking = link.origin === location.origin ? lookHere(link) : askServer(link, config);
  const late = new Promise((resolve) => setTimeout(() => resolve(null), LIMIT_MS));
  return Promise.race([looking, /** @type {Promise<null>} */ (late)]);
}

/** @param {URL} link a film of this server @returns {Promise<Finding | null>} */
async function lookHere(link) {
  try {
    const { ok, status } = await fetch(link, { method: "HEAD" });
    return ok ? { finding: "film" } : { finding: status === 404 ? "missing" : "failed", status };
  } catch {
    return { finding: "unreachable" };
  }
}

/** @param {URL} link @param {Config} config @returns {Promise<Finding | null>} */
async function askServer(link, config) {
  if (config.proxy_mode === "off") return null;
  const query = `?url=${encodeURIComponent(link.href)}`;
  const answer = await request(config, "GET", `/proxy/probe${query}`);
  return answer.ok ? answer.data : null;
}
