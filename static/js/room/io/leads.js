/**
 * The start leads and seek times of this browser, by container and sound, kept between visits.
 */

import { addSeek, aimAhead, initialLead, learnLead, seekP90 } from "../state/startlead.js";
import { keep, recall } from "./storage.js";

const KEY = "player";
/** Ends a link whose name does not tell that a playlist is behind it; no server ever sees it. */
export const HLS_MARK = "#.m3u8";

/** @typedef {{ kind: string, has_audio: boolean }} MediaKind */
/** @typedef {{ lead_ms?: number, seeks_ms?: number[] }} Learned */

/**
 * The container of a link, as far as its name tells.
 * @param {string} url
 * @returns {string}
 */
export function containerOf(url) {
  const proxied = /\/proxy\/video\?url=([^&]+)/.exec(url);
  const named = (proxied ? decodeURIComponent(proxied[1]) : url).toLowerCase();
  const path = named.split(/[?#]/, 1)[0];
  if (path.endsWith(".m3u8") || named.endsWith(HLS_MARK)) return "hls";
  return path.endsWith(".webm") ? "webm" : "mp4";
}

/** What was learned about starting and seeking. */
export class LeadBook {
  /** @type {Record<string, Learned>} */
  #learned = recall(KEY, {});

  /** @param {MediaKind} media @returns {Learned} */
  #of({ kind, has_audio }) {
    return (this.#learned[`${kind}${has_audio ? "" : "-silent"}`] ??= {});
  }

  /** @param {MediaKind} media @returns {number} ms before the instant at which to call play() */
  lead(media) {
    return this.#of(media).lead_ms ?? initialLead(media.has_audio);
  }

  /** @param {MediaKind} media @returns {number} ms to aim ahead when jumping onto the line */
  aim(media) {
    const seeks_ms = this.#of(media).seeks_ms ?? [];
    return aimAhead({ seeks_ms, lead_ms: this.lead(media), is_hls: media.kind === "hls" });
  }

  /** @param {MediaKind} media @returns {number} ms, as reported with `ready` */
  seekTime(media) {
    return seekP90(this.#of(media).seeks_ms ?? []);
  }

  /** @param {MediaKind} media @param {number} late_ms */
  learnStart(media, late_ms) {
    this.#of(media).lead_ms = learnLead(this.lead(media), late_ms);
    keep(KEY, this.#learned);
  }

  /** @param {MediaKind} media @param {number} took_ms */
  learnSeek(media, took_ms) {
    const learned = this.#of(media);
    learned.seeks_ms = addSeek(learned.seeks_ms ?? [], took_ms);
    keep(KEY, this.#learned);
  }
}
