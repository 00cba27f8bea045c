/**
 * Trying a link before the room hears of it: a hidden video loads no more than its metadata takes.
 * What does not play is looked at by the server too, so that people read why.
 */

import { containerOf, HLS_MARK } from "./leads.js";
import { sourcesOf, troubleByLooks, troubleFrom } from "../state/links.js";
import { findBehind } from "./probe.js";
import { Source } from "./source.js";

const LIMIT_MS = 5000;

/** @typedef {import("../state/links.js").Trouble} Trouble */
/** @typedef {import("../state/links.js").Reason} Reason */
/** @typedef {import("../state/types.js").Config} Config */
/** @typedef {{ ok: true, duration: number | null, is_blind: boolean }} Good nothing to see: sound alone */
/** With the link as the room shall have it. @typedef {Good & { url: string }} Fit */
/** @typedef {Fit | ({ ok: false } & Trouble) | { ok: false, reason: "called_off" }} Verdict */

/**
 * @param {string} url
 * @param {Config} config
 * @param {AbortSignal} signal calls it off
 * @returns {Promise<Verdict>}
 */
export async function precheck(url, config, signal) {
  const trouble = troubleByLooks(url, location.href, config);
  if (trouble) return { ok: false, ...trouble };
  const seen = await firstGood(sourcesOf(url, config, location.href), signal);
  if (signal.aborted) return { ok: false, reason: "called_off" };
  // What has no end may be a playlist that this browser plays in its own way, without a window.
  const is_plain = typeof seen !== "string" && !seen.is_blind && seen.duration !== null;
  if (is_plain || (typeof seen !== "string" && containerOf(url) === "hls")) return { ...seen, url };
  const finding = await findBehind(url, config);
  if (signal.aborted) return { ok: false, reason: "called_off" };
  if (finding?.is_playlist && containerOf(url) !== "hls") {
    return precheck(`${url.split("#", 1)[0]}${HLS_MARK}`, config, signal);
  }
  if (typeof seen === "string") return { ok: false, ...troubleFrom(seen, finding) };
  return finding?.is_hevc ? { ok: false, reason: "codec" } : { ...seen, url };
}

/**
 * @param {readonly string[]} sources
 * @param {AbortSignal} signal
 * @returns {Promise<Good | Reason>} what the first source that plays is like, else why the first does not
 */
async function firstGood([source, ...others], signal) {
  const seen = await attempt(source, signal);
  if (typeof seen !== "string" || others.length === 0 || signal.aborted) return seen;
  const next = await firstGood(others, signal);
  return typeof next === "string" ? seen : next;
}

/**
 * @param {string} url
 * @param {AbortSignal} signal
 * @returns {Promise<Good | Reason>}
 */
function attempt(url, signal) {
  const video = document.createElement("video");
  video.preload = "metadata";
  video.muted = true;
  return new Promise((resolve) => {
    /** @param {Good | Reason} verdict */
    const finish = (verdict) => {
      clearTimeout(timer);
      source.close();
      resolve(verdict);
    };
    const source = new Source(video, finish);
    const timer = setTimeout(() => finish("timeout"), LIMIT_MS);
    signal.addEventListener("abort", () => finish("unplayable"), { once: true });
    video.onloadedmetadata = () => finish(judge(video));
    source.open(url);
  });
}

/** @param {HTMLVideoElement} video @returns {Good} */
function judge({ duration, videoWidth }) {
  // Chromium plays the sound alone of a film whose picture it cannot decode.
  const is_blind = videoWidth === 0;
  return { ok: true, duration: Number.isFinite(duration) ? duration : null, is_blind };
}
