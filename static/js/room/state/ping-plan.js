/**
 * When the next ping is due. A burst comes first, because the offset is worth most at the start;
 * the steady pace of 5 s is what the signal light promises, and is the heartbeat as well.
 */

/** The first pings of a burst; the media download waits for their answers. */
export const BURST_SIZE = 8;
const BURST_GAP_MS = 50;
const AFTER_SIZE = 16;
const AFTER_GAP_MS = 250;
const EAGER_MS = 60_000;
const EAGER_GAP_MS = 2000;
const STEADY_GAP_MS = 5000;
const CALIBRATE_EVERY_MS = 300_000;

/** A jump between wall clock and monotonic clock that can only mean the machine slept. */
const SLEPT_MS = 250;

/**
 * Milliseconds to wait before the next ping.
 * @param {number} sent pings sent since the burst began
 * @param {number} elapsed_ms time since the burst began
 * @returns {number}
 */
export function nextPingDelay(sent, elapsed_ms) {
  if (sent < BURST_SIZE) return BURST_GAP_MS;
  if (sent < AFTER_SIZE) return AFTER_GAP_MS;
  return elapsed_ms < EAGER_MS ? EAGER_GAP_MS : STEADY_GAP_MS;
}

/**
 * Tell whether a new burst is due.
 * @param {number} elapsed_ms time since the last burst began
 * @returns {boolean}
 */
export function burstIsDue(elapsed_ms) {
  return elapsed_ms >= CALIBRATE_EVERY_MS;
}

/**
 * Tell whether the machine slept between two readings of (wall − monotonic).
 * @param {number} before_ms
 * @param {number} after_ms
 * @returns {boolean}
 */
export function hasSlept(before_ms, after_ms) {
  return Math.abs(after_ms - before_ms) > SLEPT_MS;
}
