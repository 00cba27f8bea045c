/**
 * What is counted of a visit (S1 §5.3.2), and nothing else: no name, no chat, no token, of a film's
 * address neither query nor user. Pure.
 */

import { durationOf, isShowing } from "./views.js";

/** @typedef {import("./reducer.js").State} State */
/** @typedef {{ event_name: string, detail?: string, url?: string, duration?: number }} Happening */

/** A batch that the server takes. */
export const BATCH = 50;

/**
 * @param {{ doNotTrack?: string | null, globalPrivacyControl?: boolean }} browser
 * @returns {boolean} whether the person has not asked to be left alone
 */
export function mayCount({ doNotTrack, globalPrivacyControl }) {
  return doNotTrack !== "1" && doNotTrack !== "yes" && globalPrivacyControl !== true;
}

/**
 * An address without what may be secret in it.
 * @param {string} url
 * @returns {string}
 */
export function bareAddress(url) {
  const path = url.split(/[?#]/, 1)[0];
  return path.replace(/^(\w+:\/\/)[^/]*@/, "$1");
}

/** @typedef {(state: State, before: State) => Happening | null} Rule */

/** @param {State} state @returns {string} */
const filmOf = ({ playback }) => bareAddress(playback?.media_url ?? "");

/** @type {readonly Rule[]} */
const RULES = [
  ({ room }, before) => (room && !before.room ? { event_name: "room_enter" } : null),
  (state, before) =>
    state.media === "ready" && before.media !== "ready"
      ? { event_name: "video_load", url: filmOf(state), duration: durationOf(state) }
      : null,
  (state, before) => {
    if (isShowing(state) === isShowing(before)) return null;
    return { event_name: isShowing(state) ? "video_play" : "video_pause", url: filmOf(state) };
  },
  ({ sync }, before) =>
    sync.level !== before.sync.level && sync.level !== "perfect"
      ? { event_name: "sync_action", detail: sync.level }
      : null,
  (state, before) =>
    state.media === "failed" && before.media !== "failed"
      ? { event_name: "error_occur", detail: "media", url: filmOf(state) }
      : null,
  ({ link }, before) =>
    before.link.status === "open" && link.status !== "open"
      ? { event_name: "error_occur", detail: `link_${link.code}` }
      : null,
];

/**
 * What has happened between two states.
 * @param {State} state
 * @param {State} before
 * @returns {Happening[]}
 */
export function happeningsOf(state, before) {
  return RULES.map((rule) => rule(state, before)).filter((found) => found !== null);
}

/** How long a film has been watched here. @typedef {{ total_ms: number, since_ms: number | null }} Watch */

/** @type {Watch} */
export const UNWATCHED = Object.freeze({ total_ms: 0, since_ms: null });

/** @param {Watch} watch @param {boolean} runs @param {number} now_ms @returns {Watch} */
export function watching(watch, runs, now_ms) {
  if (runs === (watch.since_ms !== null)) return watch;
  if (runs) return { ...watch, since_ms: now_ms };
  return { total_ms: watchedFor(watch, now_ms), since_ms: null };
}

/** @param {Watch} watch @param {number} now_ms @returns {number} ms */
export function watchedFor({ total_ms, since_ms }, now_ms) {
  return total_ms + (since_ms === null ? 0 : now_ms - since_ms);
}
