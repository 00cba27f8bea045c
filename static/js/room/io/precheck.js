/**
 * Trying a link before the room hears of it: a hidden video loads no more than its metadata takes.
 */

import { Source } from "./source.js";

const LIMIT_MS = 5000;

/**
 * @typedef {{ ok: true, duration: number | null }
 *   | { ok: false, reason: "address" | "mixed" | "timeout" | "unplayable" | "called_off" }} Verdict
 */

/** @param {string} text an address, or the bare path of a film on this server @returns {URL | null} */
function parse(text) {
  try {
    return text.startsWith("/") ? new URL(text, location.href) : new URL(text);
  } catch {
    return null;
  }
}

/**
 * A reason to refuse a link by its looks alone, or null.
 * @param {string} text
 * @returns {"address" | "mixed" | null}
 */
function refusal(text) {
  const url = parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) return "address";
  return location.protocol === "https:" && url.protocol === "http:" ? "mixed" : null;
}

/**
 * @param {string} url
 * @param {AbortSignal} signal calls it off
 * @returns {Promise<Verdict>}
 */
export function precheck(url, signal) {
  const reason = refusal(url);
  if (reason) return Promise.resolve({ ok: false, reason });
  const video = document.createElement("video");
  video.preload = "metadata";
  video.muted = true;
  return new Promise((resolve) => {
    /** @param {Verdict} verdict */
    const finish = (verdict) => {
      clearTimeout(timer);
      source.close();
      resolve(verdict);
    };
    const source = new Source(video, () => finish({ ok: false, reason: "unplayable" }));
    const timer = setTimeout(() => finish({ ok: false, reason: "timeout" }), LIMIT_MS);
    signal.addEventListener("abort", () => finish({ ok: false, reason: "called_off" }));
    video.onloadedmetadata = () =>
      finish({ ok: true, duration: Number.isFinite(video.duration) ? video.duration : null });
    source.open(url);
  });
}
