/**
 * One viewer's subtitles: lines of a file of theirs, timed by the browser's own track. The page
 * draws what is on; only where a phone shows the bare film does the browser draw it.
 */

import { parseCaptions, shifted } from "../state/captions.js";
import { decode } from "../state/decode.js";

const LARGEST_BYTES = 5_000_000;

/** @typedef {import("../state/captions.js").Cue} Cue */
/** @typedef {"large" | "none"} Refusal the file is too large; there is not one line in it */

/** Subtitles over one <video>; a "change" with every other line and every change here. */
export class Captions extends EventTarget {
  /** @type {TextTrack | null} */
  #track = null;
  /** @type {readonly Cue[]} */
  #cues = [];

  /** @param {HTMLVideoElement} video */
  constructor(video) {
    super();
    this.video = video;
    this.name = "";
    this.offset_s = 0;
    this.is_on = false;
    video.addEventListener("seeked", () => this.#tell());
    video.addEventListener("webkitbeginfullscreen", () => this.#show());
    video.addEventListener("webkitendfullscreen", () => this.#show());
  }

  /** @returns {boolean} */
  get is_loaded() {
    return this.#cues.length > 0;
  }

  /** @returns {VTTCue[]} the lines of this moment; a film that stands does not keep them up to date */
  get active() {
    if (!this.is_on || !this.#track) return [];
    const { paused, currentTime: at } = this.video;
    if (!paused) return /** @type {VTTCue[]} */ ([...(this.#track.activeCues ?? [])]);
    const all = /** @type {VTTCue[]} */ ([...(this.#track.cues ?? [])]);
    return all.filter(({ startTime, endTime }) => startTime <= at && at < endTime);
  }

  /**
   * Take the place of what was loaded; a file that is refused changes nothing.
   * @param {File} file
   * @returns {Promise<Refusal | null>}
   */
  async load(file) {
    if (file.size > LARGEST_BYTES) return "large";
    const cues = parseCaptions(decode(new Uint8Array(await file.arrayBuffer())).text);
    if (cues.length === 0) return "none";
    this.name = file.name;
    this.is_on = true;
    this.#cues = cues;
    this.shift(0);
    return null;
  }

  /** Forget the file, for another film. */
  clear() {
    this.#cues = [];
    this.name = "";
    this.is_on = false;
    this.shift(0);
  }

  /** Show the lines, or hide them. */
  toggle() {
    this.is_on = !this.is_on && this.is_loaded;
    this.#tell();
  }

  /** @param {number} offset_s positive: later */
  shift(offset_s) {
    this.offset_s = offset_s;
    const track = this.#opened();
    for (const cue of [...(track.cues ?? [])]) track.removeCue(cue);
    for (const cue of this.#cues) {
      const moved = shifted(cue, offset_s);
      if (moved) track.addCue(new VTTCue(moved.start, moved.end, moved.text));
    }
    this.#tell();
  }

  /** A track cannot be taken away again, so there is one for good, made when it is needed. */
  #opened() {
    if (!this.#track) {
      this.#track = this.video.addTextTrack("subtitles");
      this.#track.addEventListener("cuechange", () => this.#tell());
    }
    this.#show();
    return this.#track;
  }

  #show() {
    const is_bare = /** @type {any} */ (this.video).webkitDisplayingFullscreen === true;
    if (this.#track) this.#track.mode = is_bare && this.is_on ? "showing" : "hidden";
  }

  #tell() {
    this.#show();
    this.dispatchEvent(new Event("change"));
  }
}
