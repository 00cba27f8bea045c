/** Cases that Python and JavaScript share, so that the two languages cannot drift apart. */

import { readFileSync } from "node:fs";

/**
 * @param {string} name
 * @returns {any[]}
 */
export function vectors(name) {
  const path = new URL(`../vectors/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, "utf8"));
}
