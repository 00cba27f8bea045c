/**
 * How good the line is: every ping with its answer, and every five seconds one measurement of them.
 * Pure; times are milliseconds of the page's own clock. A socket loses nothing by itself, so "lost" is a
 * ping that was not answered in time, as people feel it.
 */

import { median } from "./numbers.js";

export const MEASURE_EVERY_MS = 5000;
const MEASUREMENTS = 10;
/** The answer to a ping is given up after this. */
const ANSWER_MS = 4000;
/** Loss and jitter are of this time; so many pings at least make a share of them. */
const REMEMBERED_MS = 120_000;
const LEAST_PINGS = 5;

/** @typedef {{ at_ms: number, rtt_ms: number | null }} Ping `null`: not answered yet, or never */
/** @typedef {{ at_ms: number, rtt_ms: number | null }} Measurement `null`: no answer in that time */
/**
 * @typedef {object} Health
 * @property {readonly Ping[]} pings of the last two minutes, oldest first
 * @property {readonly Measurement[]} measurements the last ten, oldest first
 */

/** @returns {Health} */
export function emptyHealth() {
  return { pings: [], measurements: [] };
}

/** @param {Health} health @param {number} at_ms a ping was sent @returns {Health} */
export function asked(health, at_ms) {
  const recent = health.pings.filter((ping) => at_ms - ping.at_ms <= REMEMBERED_MS);
  return { ...health, pings: [...recent, { at_ms, rtt_ms: null }] };
}

/**
 * @param {Health} health
 * @param {number} at_ms when the ping was sent that is answered
 * @param {number} rtt_ms
 * @returns {Health}
 */
export function answered(health, at_ms, rtt_ms) {
  const pings = health.pings.map((ping) => (ping.at_ms === at_ms ? { at_ms, rtt_ms } : ping));
  return { ...health, pings };
}

/** @param {readonly Ping[]} pings @returns {number[]} */
const answersOf = (pings) => pings.flatMap(({ rtt_ms }) => (rtt_ms === null ? [] : [rtt_ms]));

/**
 * Take the measurement that is due: the middle one of the answers since the last.
 * @param {Health} health
 * @param {number} now_ms
 * @returns {Health}
 */
export function measured(health, now_ms) {
  const answers = answersOf(health.pings.filter(({ at_ms }) => now_ms - at_ms <= MEASURE_EVERY_MS));
  const measurement = { at_ms: now_ms, rtt_ms: answers.length ? median(answers) : null };
  return { ...health, measurements: [...health.measurements, measurement].slice(-MEASUREMENTS) };
}

/**
 * The share of pings that were not answered in time; null while there are too few to tell.
 * @param {Health} health
 * @param {number} now_ms
 * @returns {number | null} 0–1
 */
export function lossOf({ pings }, now_ms) {
  const settled = pings.filter(({ at_ms, rtt_ms }) => rtt_ms !== null || now_ms - at_ms > ANSWER_MS);
  if (settled.length < LEAST_PINGS) return null;
  return settled.filter(({ rtt_ms }) => rtt_ms === null).length / settled.length;
}

/**
 * How much one answer differs from the next, on average; null while there are too few to tell.
 * @param {Health} health
 * @returns {number | null} ms
 */
export function jitterOf({ pings }) {
  const answers = answersOf(pings);
  if (answers.length < LEAST_PINGS) return null;
  const steps = answers.slice(1).map((rtt_ms, index) => Math.abs(rtt_ms - answers[index]));
  return steps.reduce((sum, step) => sum + step, 0) / steps.length;
}

/**
 * @typedef {object} LinkFacts
 * @property {"good" | "fair" | "poor" | "off"} signal
 * @property {number | null} loss 0–1
 * @property {number | null} jitter_ms
 * @property {number | null} ahead_s how much of the film is loaded ahead; null: nothing to say
 * @property {boolean} wide this device has been found unable to keep up
 */

const MUCH_LOSS = 0.03;
const MUCH_JITTER_MS = 50;
const LITTLE_AHEAD_S = 3;

/** @type {readonly [string, (facts: LinkFacts) => boolean][]} */
const ADVICE = [
  ["advice_far", ({ signal }) => signal === "poor"],
  ["advice_loss", ({ loss }) => (loss ?? 0) >= MUCH_LOSS],
  ["advice_jitter", ({ jitter_ms }) => (jitter_ms ?? 0) >= MUCH_JITTER_MS],
  ["advice_slow", ({ ahead_s }) => ahead_s !== null && ahead_s < LITTLE_AHEAD_S],
  ["advice_device", ({ wide }) => wide],
];

/**
 * What the person can do about it: keys of sentences, at least one.
 * @param {LinkFacts} facts
 * @returns {readonly string[]}
 */
export function adviceOf(facts) {
  if (facts.signal === "off") return ["advice_off"];
  const due = ADVICE.filter(([, isDue]) => isDue(facts)).map(([key]) => key);
  return due.length ? due : ["advice_good"];
}
