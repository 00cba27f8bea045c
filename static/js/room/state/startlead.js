/**
 * What the page learns about its own player: how long a start takes before the picture moves as if
 * it had been on time, and how long a seek takes until there is something to show.
 */

import { clamp } from "./numbers.js";

const LEAD_WITH_AUDIO_MS = 80;
const LEAD_WITHOUT_AUDIO_MS = 10;
const LONGEST_LEAD_MS = 400;
const LEARNING = 0.7;

const SEEKS_KEPT = 20;
const FIRST_SEEK_MS = 600;
const FIRST_AIM_MS = 1000;
const FIRST_AIM_HLS_MS = 1800;
const SHORTEST_AIM_MS = 500;
const LONGEST_AIM_MS = 3000;
const AIM_MARGIN_MS = 200;

/**
 * The lead to begin with; a sound track costs most of it.
 * @param {boolean} has_audio
 * @returns {number}
 */
export function initialLead(has_audio) {
  return has_audio ? LEAD_WITH_AUDIO_MS : LEAD_WITHOUT_AUDIO_MS;
}

/**
 * A better lead after a start that came `late_ms` late (negative: early).
 * @param {number} lead_ms
 * @param {number} late_ms
 * @returns {number}
 */
export function learnLead(lead_ms, late_ms) {
  return clamp(lead_ms + LEARNING * late_ms, 0, LONGEST_LEAD_MS);
}

/**
 * Remember one more seek; the newest twenty count.
 * @param {readonly number[]} seeks_ms
 * @param {number} took_ms
 * @returns {number[]}
 */
export function addSeek(seeks_ms, took_ms) {
  return [...seeks_ms, took_ms].slice(-SEEKS_KEPT);
}

/**
 * The time within which nine of ten seeks were done.
 * @param {readonly number[]} seeks_ms
 * @returns {number}
 */
export function seekP90(seeks_ms) {
  if (seeks_ms.length === 0) return FIRST_SEEK_MS;
  const sorted = [...seeks_ms].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.9) - 1];
}

/**
 * How far ahead of now to aim when jumping onto a running line, so that the picture is ready when
 * the line gets there.
 * @param {{ seeks_ms: readonly number[], lead_ms: number, is_hls: boolean }} facts
 * @returns {number}
 */
export function aimAhead({ seeks_ms, lead_ms, is_hls }) {
  if (seeks_ms.length === 0) return is_hls ? FIRST_AIM_HLS_MS : FIRST_AIM_MS;
  const needed_ms = 1.5 * seekP90(seeks_ms) + lead_ms + AIM_MARGIN_MS;
  return clamp(needed_ms, SHORTEST_AIM_MS, LONGEST_AIM_MS);
}
