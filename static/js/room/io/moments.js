/** Which moments of a broadcast its playlist gives to one <video>'s seconds; see state/broadcast.js. */

import { axisOf, momentAt, momentNear, placeAt } from "../state/broadcast.js";
import { whenOpened } from "./opened.js";

/** @typedef {import("../state/broadcast.js").Piece} Piece */
/** @typedef {import("../state/broadcast.js").Axis} Axis */
/** As much of a playlist as is looked at. @typedef {{ fragments: Piece[], targetduration: number, age: number }} Playlist */

/** Of what is open in one <video>. */
export class Moments {
  /** @type {{ latestLevelDetails: Playlist | null } | null} */
  #hls = null;
  /** @type {WeakMap<object, Axis | null>} */
  #axes = new WeakMap();

  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.video = video;
    whenOpened(video, (hls, signal) => {
      this.#hls = hls;
      signal.addEventListener("abort", () => this.#close(hls), { once: true });
    });
  }

  /** @returns {Playlist | null} null where the browser plays it by itself, and before it is there */
  get playlist() {
    return this.#hls?.latestLevelDetails ?? null;
  }

  /** @returns {boolean} the pages share them */
  get are_shared() {
    return this.#scale !== null;
  }

  /** @param {number} place_s of the video @returns {number | null} null: the pages share no moments */
  at(place_s) {
    const scale = this.#scale;
    return scale && momentAt(scale.pieces, scale.axis, place_s);
  }

  /** @param {number} position_s the room's @returns {number | null} the place, also outside of the playlist */
  placeOf(position_s) {
    const scale = this.#scale;
    if (!scale) return null;
    const { pieces, axis } = scale;
    // Half a day from the middle a position begins to mean the next day's moment.
    return placeAt(pieces, axis, momentNear(position_s, axis(pieces[pieces.length >> 1])));
  }

  /** @param {object} hls may be another film's by now */
  #close(hls) {
    if (this.#hls === hls) this.#hls = null;
  }

  /** @returns {{ pieces: readonly Piece[], axis: Axis } | null} */
  get #scale() {
    const playlist = this.playlist;
    const pieces = playlist ? playlist.fragments : nativePieces(this.video);
    // hls.js makes a new playlist each time it has fetched one.
    const key = playlist ?? pieces;
    if (!this.#axes.has(key)) this.#axes.set(key, axisOf(pieces));
    const axis = this.#axes.get(key);
    return axis ? { pieces, axis } : null;
  }
}

/** @param {HTMLVideoElement} video @returns {readonly Piece[]} Safari's own HLS tells the date of its zero */
function nativePieces(video) {
  const date_ms = Number(/** @type {any} */ (video).getStartDate?.() ?? NaN);
  return Number.isFinite(date_ms) ? [{ sn: 0, start: 0, programDateTime: date_ms, tagList: [] }] : [];
}
