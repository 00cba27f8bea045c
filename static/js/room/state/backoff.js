/**
 * What a close code means for the page: whether it comes back by itself, and after how long.
 */

const FIRST_MS = 1000;
const LONGEST_MS = 30_000;
const RESTART_MS = 2000;
const RESTART_CODE = 1012;
/** The room does not want this visitor, for one of several reasons. */
export const FORBIDDEN = 4403;
/** The same visitor has opened the room in another page. */
export const ELSEWHERE = 4409;

/**
 * Codes after which the page stays away, with the key of the sentence that says why and of the
 * button that opens the page anew; without one there is only the start page.
 * @type {Readonly<Record<number, { text: string, again: string }>>}
 */
export const FINAL_CODES = Object.freeze({
  4401: { text: "over_token", again: "again_open" },
  [FORBIDDEN]: { text: "over_forbidden", again: "again_try" },
  4404: { text: "over_not_found", again: "" },
  [ELSEWHERE]: { text: "over_elsewhere", again: "again_here" },
  4410: { text: "over_ended", again: "again_open" },
  4429: { text: "over_too_many", again: "again_try" },
});

/**
 * Tell whether the page must not come back by itself after this close code.
 * @param {number} code
 * @returns {boolean}
 */
export function isFinal(code) {
  return Object.hasOwn(FINAL_CODES, code);
}

/**
 * Milliseconds before the next attempt: exponential with full jitter, so that a whole room does
 * not come back in one instant; after a restart of the server within two seconds.
 * @param {{ code: number, attempt: number, random: number }} facts attempt counts from 0
 * @returns {number}
 */
export function reconnectDelay({ code, attempt, random }) {
  if (code === RESTART_CODE && attempt === 0) return random * RESTART_MS;
  return random * Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
}
