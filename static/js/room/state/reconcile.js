/**
 * The controller: from measured differences to what the player should do. It knows no player and
 * no clock; `now_ms` is any steady clock, `diff_s` = line − own position (positive: behind).
 *
 * Few writes are worth more than small errors: entering a rate other than 1 costs about 20 ms of
 * media by itself, so a pull starts late and stops early (hysteresis), and right after a start the
 * player is left alone until its position can be believed.
 */

import { ALIGN_FROM_S, CATCH_UP_FROM_S, catchUpFactor, coarseFactor, gentleFactor } from "./levels.js";
import { AIMS_COUNTED_MS, measured } from "./tracking.js";

const HIDDEN_TOLERANCE_S = 0.3;
const WIDE_TOLERANCE_S = 0.3;
const DEAF_AFTER_WRITE_MS = 120;
const SLIP_S = 0.25;
const STUCK_MS = 10_000;
const GENTLE_SPEED = 0.05;
const AIM_EVERY_MS = 15_000;
const AIMS_ALLOWED = 3;

/** A rate is written only when it changes by more than this. */
const LEAST_WRITE = 0.004;

/** @typedef {import("./tracking.js").Tracking} Tracking */
/** @typedef {import("./tracking.js").Mode} Mode */
/**
 * @typedef {object} Facts
 * @property {number} now_ms
 * @property {number} tolerance_s the room's own
 * @property {number} buffered_s media that is loaded ahead
 * @property {boolean} hidden
 * @property {import("./profile.js").Profile} profile
 */
/**
 * `hold`: as it is; `rate`: play at room rate × factor; `wait`: pause until the line arrives;
 * `aim`: seek to a point ahead on the line and start there.
 * @typedef {{ kind: "hold" | "wait" | "aim" } | { kind: "rate", factor: number }} Decision
 */
/** @typedef {{ tracking: Tracking, decision: Decision }} Outcome */

/** @param {Tracking} tracking @param {Facts} facts @returns {number} seconds */
function startTolerance(tracking, { now_ms, tolerance_s, hidden, profile }) {
  if (hidden) return Math.max(tolerance_s, HIDDEN_TOLERANCE_S);
  if (tracking.wide) return Math.max(tolerance_s, WIDE_TOLERANCE_S);
  const is_landing = now_ms < tracking.landing_until;
  return Math.max(is_landing ? Math.min(tolerance_s, profile.landing_s) : tolerance_s, profile.start_s);
}

/** @param {Tracking} tracking @param {number} diff_s @param {number} now_ms @returns {boolean} */
function isStuck(tracking, diff_s, now_ms) {
  const elapsed_ms = now_ms - tracking.mode_since;
  if (tracking.mode !== "gentle" || elapsed_ms < STUCK_MS) return false;
  const began = Math.abs(tracking.mode_diff);
  const possible = Math.min(began, (GENTLE_SPEED * elapsed_ms) / 1000);
  return began - Math.abs(diff_s) < possible / 2;
}

/** @param {Tracking} tracking @param {number} diff_s @returns {boolean} */
function hasSlipped(tracking, diff_s) {
  if (tracking.last_diff === null || tracking.mode === "catch_up") return false;
  return Math.abs(diff_s) > SLIP_S && Math.abs(diff_s - tracking.last_diff) > SLIP_S;
}

/** @param {Tracking} tracking @param {number} now_ms @returns {boolean} */
function mayAim({ aims, wide }, now_ms) {
  return !wide && (aims.length === 0 || now_ms - aims[aims.length - 1] >= AIM_EVERY_MS);
}

/** @param {Tracking} tracking @param {number} now_ms @returns {Outcome} */
function aim(tracking, now_ms) {
  const recent = tracking.aims.filter((at) => now_ms - at < AIMS_COUNTED_MS);
  if (recent.length >= AIMS_ALLOWED) {
    return { tracking: { ...tracking, aims: recent, wide: true }, decision: { kind: "hold" } };
  }
  return { tracking: { ...tracking, aims: [...recent, now_ms] }, decision: { kind: "aim" } };
}

/**
 * @param {Tracking} tracking
 * @param {Mode} mode
 * @param {number} factor
 * @param {number} diff_s
 * @param {number} now_ms
 * @returns {Outcome}
 */
function pull(tracking, mode, factor, diff_s, now_ms) {
  const entering = mode !== tracking.mode;
  const next = {
    ...tracking,
    mode,
    mode_since: entering ? now_ms : tracking.mode_since,
    mode_diff: entering ? diff_s : tracking.mode_diff,
  };
  const change = Math.abs(factor - tracking.factor);
  if (change === 0 || (factor !== 1 && change <= LEAST_WRITE)) {
    return { tracking: next, decision: { kind: "hold" } };
  }
  const written = { ...next, factor, deaf_until: now_ms + DEAF_AFTER_WRITE_MS };
  return { tracking: written, decision: { kind: "rate", factor } };
}

/** @param {Tracking} tracking @param {number} diff_s @param {Facts} facts @returns {Outcome} */
function runAfter(tracking, diff_s, facts) {
  const factor = catchUpFactor(diff_s);
  const consumed_s = (diff_s * factor) / (factor - 1);
  if (facts.buffered_s < consumed_s / 2 && mayAim(tracking, facts.now_ms)) {
    return aim(tracking, facts.now_ms);
  }
  return pull(tracking, "catch_up", factor, diff_s, facts.now_ms);
}

/** @param {Tracking} tracking @param {number} diff_s @returns {boolean} still worth running */
function stillRunning({ mode, factor }, diff_s) {
  return mode === "catch_up" && diff_s >= (factor - 1) * 0.08 + 0.12;
}

/** @param {Tracking} tracking @param {number} diff_s @param {Facts} facts @returns {Outcome} */
function near(tracking, diff_s, facts) {
  const { now_ms, profile } = facts;
  if (diff_s <= -profile.far_s) return { tracking, decision: { kind: "wait" } };
  const troubled =
    diff_s >= profile.far_s || hasSlipped(tracking, diff_s) || isStuck(tracking, diff_s, now_ms);
  if (troubled && mayAim(tracking, now_ms)) return aim(tracking, now_ms);
  // A device that cannot keep up is let go even in the middle of a pull.
  const is_let_go = tracking.mode === "hold" || tracking.wide;
  const bound = is_let_go ? startTolerance(tracking, facts) : profile.stop_s;
  if (Math.abs(diff_s) < bound) return pull(tracking, "hold", 1, diff_s, now_ms);
  const factor = profile.is_coarse ? coarseFactor(diff_s) : gentleFactor(diff_s);
  return pull(tracking, "gentle", factor, diff_s, now_ms);
}

/** @param {Tracking} tracking @param {number} diff_s @param {Facts} facts @returns {Outcome} */
function choose(tracking, diff_s, facts) {
  if (Math.abs(diff_s) >= ALIGN_FROM_S) return { tracking, decision: { kind: "aim" } };
  if (diff_s <= -CATCH_UP_FROM_S) return { tracking, decision: { kind: "wait" } };
  if (diff_s >= CATCH_UP_FROM_S || stillRunning(tracking, diff_s)) {
    return runAfter(tracking, diff_s, facts);
  }
  return near(tracking, diff_s, facts);
}

/** @param {Tracking} tracking @param {number} now_ms @returns {Tracking} given another chance */
function rested(tracking, now_ms) {
  if (!tracking.wide || tracking.aims.some((at) => now_ms - at < AIMS_COUNTED_MS)) return tracking;
  return { ...tracking, aims: [], wide: false };
}

/**
 * Decide what the player should do now, from what was observed.
 * @param {Tracking} given
 * @param {Facts} facts
 * @returns {Outcome}
 */
export function decide(given, facts) {
  const tracking = rested(given, facts.now_ms);
  const diff_s = measured(tracking);
  if (diff_s === null || facts.now_ms < tracking.deaf_until) {
    return { tracking, decision: { kind: "hold" } };
  }
  const { tracking: next, decision } = choose(tracking, diff_s, facts);
  return { tracking: { ...next, last_diff: diff_s }, decision };
}
