/** What happened among the people while one was away, in one sentence. Pure. */

import { fill } from "../../lib/format.js";

/** Whoever was away for less has missed nothing. */
export const AWAY_MS = 30_000;
/** A day is as far as the server remembers. */
const LONGEST_MS = 24 * 3_600_000;
/** More names than this are counted. */
const NAMED = 4;

/** @typedef {{ nickname: string, what: "joined" | "left" | "visited" }} Passing */

/**
 * Since when somebody is to be told what they have missed.
 * @param {number | null} seen_ms when they were here last
 * @param {number} now_ms
 * @returns {number | null} null when they have missed nothing
 */
export function missedSince(seen_ms, now_ms) {
  if (seen_ms === null || !Number.isFinite(seen_ms)) return null;
  const away_ms = now_ms - seen_ms;
  return away_ms > AWAY_MS && away_ms < LONGEST_MS ? seen_ms : null;
}

/**
 * @param {readonly string[]} names
 * @param {Record<string, string>} texts
 * @returns {string}
 */
function listed(names, texts) {
  const shown = names.slice(0, NAMED).join(texts.between_names);
  if (names.length <= NAMED) return shown;
  return fill(texts.names_and_more, { names: shown, count: names.length });
}

/**
 * @param {readonly Passing[]} passings
 * @param {Record<string, string>} texts
 * @returns {string} "Ming came and went, Hong came in"; nothing when nobody moved
 */
export function meanwhile(passings, texts) {
  const parts = /** @type {const} */ (["visited", "left", "joined"]).flatMap((what) => {
    const names = passings.filter((one) => one.what === what).map(({ nickname }) => nickname);
    return names.length ? [fill(texts[`meanwhile_${what}`], { names: listed(names, texts) })] : [];
  });
  return parts.join(texts.between_parts);
}
