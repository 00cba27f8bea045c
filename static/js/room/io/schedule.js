/** Doing something at an exact instant of the page's clock. */

import { after } from "./timers.js";

/** Timers of a visible page are good to a few ms; the rest is spun away. */
const SPIN_MS = 25;

/**
 * Call `act` at `at_ms` of `performance.now()`, at once when that is past; returns the way to
 * call it off.
 * @param {number} at_ms
 * @param {() => void} act
 * @returns {() => void}
 */
export function scheduleAt(at_ms, act) {
  const spin = () => {
    while (performance.now() < at_ms);
    act();
  };
  return after(Math.max(0, at_ms - performance.now() - SPIN_MS), spin);
}
