/**
 * What the controller remembers of one player: what it measured last, what it is doing about it,
 * and since when. Values only; what follows from them is decided in `reconcile.js`.
 */

import { median } from "./numbers.js";

const SAMPLES = 7;
const ENOUGH_SAMPLES = 5;
const LANDING_MS = 5000;
const DEAF_AFTER_START_MS = 450;
/** Aimed seeks longer ago than this are forgotten. */
export const AIMS_COUNTED_MS = 120_000;

/** @typedef {"hold" | "gentle" | "catch_up"} Mode */
/**
 * @typedef {object} Tracking
 * @property {readonly number[]} samples newest last, seconds
 * @property {Mode} mode
 * @property {number} factor
 * @property {number} deaf_until
 * @property {number} landing_until
 * @property {number} mode_since
 * @property {number} mode_diff difference when the mode began
 * @property {number | null} last_diff difference at the last decision
 * @property {readonly number[]} aims instants of the aimed seeks that were needed
 * @property {boolean} wide this device cannot keep up: for two minutes leave it alone below 300 ms
 */

/** @returns {Tracking} of a player that has just got new media */
export function startTracking() {
  return {
    samples: [],
    mode: "hold",
    factor: 1,
    deaf_until: 0,
    landing_until: 0,
    mode_since: 0,
    mode_diff: 0,
    last_diff: null,
    aims: [],
    wide: false,
  };
}

/**
 * Begin anew after a start, a seek or a reconnect: deaf for a moment, then strict for 5 s.
 * @param {Tracking} tracking
 * @param {number} now_ms
 * @returns {Tracking}
 */
export function land(tracking, now_ms) {
  return {
    ...startTracking(),
    deaf_until: now_ms + DEAF_AFTER_START_MS,
    landing_until: now_ms + LANDING_MS,
    aims: tracking.aims.filter((at) => now_ms - at < AIMS_COUNTED_MS),
    wide: tracking.wide,
  };
}

/**
 * Begin anew after the picture stood for want of data: it was in step before, so what it lost
 * meanwhile is a slip.
 * @param {Tracking} tracking
 * @param {number} now_ms
 * @returns {Tracking}
 */
export function resume(tracking, now_ms) {
  return { ...land(tracking, now_ms), last_diff: 0 };
}

/**
 * Take one measurement; while deaf it is not believed.
 * @param {Tracking} tracking
 * @param {number} diff_s
 * @param {number} now_ms
 * @returns {Tracking}
 */
export function observe(tracking, diff_s, now_ms) {
  if (now_ms < tracking.deaf_until) return tracking;
  return { ...tracking, samples: [...tracking.samples, diff_s].slice(-SAMPLES) };
}

/**
 * Median of what was measured, seconds; null while there is too little.
 * @param {Tracking} tracking
 * @returns {number | null}
 */
export function measured(tracking) {
  return tracking.samples.length < ENOUGH_SAMPLES ? null : median(tracking.samples);
}

/**
 * Tell whether to sample quickly: while pulling, and while landing.
 * @param {Tracking} tracking
 * @param {number} now_ms
 * @returns {boolean}
 */
export function isBusy(tracking, now_ms) {
  return tracking.mode !== "hold" || now_ms < tracking.landing_until;
}
