/**
 * The page's estimate of the cloud clock: cloud = local + offset.
 *
 * The way there and the way back are filtered apart: the least delay seen in each direction over a
 * window, though not from the same sample, bounds the offset from both sides. Lateness of any kind
 * (loss, a busy event loop) only ever adds delay, so a minimum does not notice it; a median does.
 * Samples grow older by 0.1 ms a second, more than any oscillator drifts, so that it is followed.
 */

import { median } from "./numbers.js";

const WINDOW_MS = 60_000;
const KEEP_AT_LEAST = 24;
const MAX_AGE_MS = 240_000;
const AGEING = 0.1 / 1000;
const SHOWN_RTTS = 3;
const JITTER_RTTS = 10;

/** @typedef {{ t0: number, t1: number, t2: number, t3: number }} Stamps */
/** @typedef {{ forward_ms: number, backward_ms: number, at_ms: number }} Sample */
/** @typedef {{ samples: readonly Sample[] }} Clock */
/**
 * @typedef {object} Reading
 * @property {number} offset_ms cloud minus local
 * @property {number} error_ms the offset cannot be further off than this
 * @property {number} rtt_ms median of the last three, for people and for the lead
 * @property {number} jitter_ms mean distance of the last ten round trips from their median
 * @property {number} count samples in the window
 */

/** @returns {Clock} a clock that knows nothing */
export function emptyClock() {
  return { samples: [] };
}

/** @param {Sample} sample @returns {number} */
const roundTrip = (sample) => sample.forward_ms + sample.backward_ms;

/** @param {readonly Sample[]} samples @param {number} now_ms @returns {Sample[]} */
function inWindow(samples, now_ms) {
  const surplus = samples.length - KEEP_AT_LEAST;
  return samples.filter((sample, index) => {
    const age_ms = now_ms - sample.at_ms;
    return age_ms <= WINDOW_MS || (index >= surplus && age_ms <= MAX_AGE_MS);
  });
}

/**
 * Take one answered ping: t0, t3 on the local clock, t1, t2 on the cloud clock.
 * Stamps that say the answer came before the question are dropped.
 * @param {Clock} clock
 * @param {Stamps} stamps
 * @returns {Clock}
 */
export function addSample(clock, { t0, t1, t2, t3 }) {
  const sample = { forward_ms: t1 - t0, backward_ms: t3 - t2, at_ms: t3 };
  if (!(roundTrip(sample) >= 0)) return clock;
  return { samples: inWindow([...clock.samples, sample], t3) };
}

/** @param {readonly Sample[]} samples @returns {number} */
function jitterOf(samples) {
  const rtts = samples.slice(-JITTER_RTTS).map(roundTrip);
  const middle = median(rtts);
  return rtts.reduce((sum, rtt) => sum + Math.abs(rtt - middle), 0) / rtts.length;
}

/**
 * Read the clock at a local instant; null before the first sample.
 * @param {Clock} clock
 * @param {number} now_ms
 * @returns {Reading | null}
 */
export function readClock(clock, now_ms) {
  const { samples } = clock;
  if (samples.length === 0) return null;
  let forward = Infinity;
  let backward = Infinity;
  for (const sample of samples) {
    const ageing = AGEING * Math.max(0, now_ms - sample.at_ms);
    forward = Math.min(forward, sample.forward_ms + ageing);
    backward = Math.min(backward, sample.backward_ms + ageing);
  }
  return {
    offset_ms: (forward - backward) / 2,
    error_ms: (forward + backward) / 2,
    rtt_ms: median(samples.slice(-SHOWN_RTTS).map(roundTrip)),
    jitter_ms: jitterOf(samples),
    count: samples.length,
  };
}
