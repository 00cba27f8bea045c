/**
 * The four levels of staying together, as the contract shows them, and the factors that go with
 * them. `diff` = the room's position − one's own, in seconds: positive means behind.
 */

import { clamp } from "./numbers.js";

/** @typedef {import("./types.js").Level} Level */

export const CATCH_UP_FROM_S = 3;
export const ALIGN_FROM_S = 10;

/** Time constant of the gentle pull; 10 s, as once planned, never closes the last 100 ms. */
const GENTLE_S = 0.6;
const GENTLE_LIMIT = 0.05;
/** Chromium plays rates nearer to 1 than 0.1 % as 1; a pull this small is not worth entering. */
const GENTLE_LEAST = 0.004;

/**
 * @param {number} diff_s
 * @param {number} tolerance_s
 * @returns {Level}
 */
export function levelOf(diff_s, tolerance_s) {
  const distance = Math.abs(diff_s);
  if (distance < tolerance_s) return "perfect";
  if (distance < CATCH_UP_FROM_S) return "gentle";
  return distance < ALIGN_FROM_S ? "catch_up" : "align";
}

/**
 * The factor that pulls gently: within ±5 %, never within 0.4 % of 1.
 * @param {number} diff_s
 * @returns {number}
 */
export function gentleFactor(diff_s) {
  const pull = clamp(diff_s / GENTLE_S, -GENTLE_LIMIT, GENTLE_LIMIT);
  if (Math.abs(pull) >= GENTLE_LEAST) return 1 + pull;
  return 1 + (diff_s < 0 ? -GENTLE_LEAST : GENTLE_LEAST);
}

/**
 * The strongest gentle factor, for players that stutter at every change.
 * @param {number} diff_s
 * @returns {number}
 */
export function coarseFactor(diff_s) {
  return diff_s < 0 ? 1 - GENTLE_LIMIT : 1 + GENTLE_LIMIT;
}

/**
 * The factor that runs after the room: 1.5 at 3 s behind, 2 at 10 s; below 3 s it eases off, so
 * that it does not overshoot. Ahead there is nothing to run after: the slowest gentle one.
 * @param {number} diff_s
 * @returns {number}
 */
export function catchUpFactor(diff_s) {
  if (diff_s < 0) return 1 - GENTLE_LIMIT;
  if (diff_s < CATCH_UP_FROM_S) return clamp(1 + diff_s / 2, 1 + GENTLE_LIMIT, 1.5);
  return Math.min(1.5 + (0.5 * (diff_s - CATCH_UP_FROM_S)) / 7, 2);
}
