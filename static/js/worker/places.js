/** Which requests the service worker answers, and how. Pure. */

/**
 * What the server tells the worker.
 * @typedef {object} Plan
 * @property {string} version names the cache: another list of files, another version
 * @property {string} offline address of the page that is shown without a network
 * @property {string[]} shell what is kept from the start
 * @property {string} clip address of the clip that plays without a network
 */

/** @typedef {"page" | "shell" | "clip" | "none"} Place */

/** Static files bear a hash of their content in their names, so what is kept is never stale. */
const HASHED = /^\/static\/(?!demo\/).+\.[0-9a-f]{12}\.\w+$/;
/** Pages of programs and operators, which say for themselves what is wrong. */
const NOT_PAGES = /^\/(api|admin|health|livez|readyz|metrics)(\/|$)/;

/**
 * Everything else goes its way as if there were no worker: the API, sockets, others' films.
 * @param {{ method: string, mode: string, url: string }} request
 * @param {string} origin the worker's own
 * @param {Plan} plan
 * @returns {Place}
 */
export function placeOf({ method, mode, url }, origin, plan) {
  const address = new URL(url);
  if (method !== "GET" || address.origin !== origin) return "none";
  if (mode === "navigate") return NOT_PAGES.test(address.pathname) ? "none" : "page";
  if (address.pathname === plan.clip) return "clip";
  return HASHED.test(address.pathname) ? "shell" : "none";
}
