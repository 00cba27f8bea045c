/**
 * One <video>, moved by code. Events that the code caused are told from a person's (a headset, the
 * lock screen, picture in picture) by counting what is expected, never by windows of time.
 */

import { LiveWindow } from "./live.js";
import { MediaLoader } from "./loader.js";
import { wasLeft } from "./returns.js";

const ENOUGH = 3;
const PICTURE = 2;
const NEAR_END_S = 0.1;
/** Browsers give the position to the microsecond; less than ten of them is the same picture. */
const SAME_S = 0.00001;

/**
 * @typedef {object} PlayerEvents
 * @property {(kind: "play" | "pause") => void} onGesture
 * @property {import("./loader.js").LoaderEvents["onStatus"]} onStatus
 * @property {import("./loader.js").LoaderEvents["sourcesOf"]} sourcesOf
 * @property {(duration_s: number) => void} onDuration Infinity for a broadcast
 * @property {(mending: import("./live.js").Mending) => void} onOutside what the room asks for is not to
 *   be seen of a broadcast, or no more
 */

/** The player that the follower steers. */
export class HtmlPlayer {
  #expected = { play: 0, pause: 0 };

  /**
   * @param {HTMLVideoElement} video
   * @param {PlayerEvents} events
   */
  constructor(video, events) {
    this.video = video;
    this.events = events;
    this.loader = new MediaLoader(video, events);
    this.live = new LiveWindow(video);
    video.addEventListener("play", () => this.#happened("play"));
    video.addEventListener("pause", () => this.#happened("pause"));
    video.addEventListener("emptied", () => this.#forget());
    video.addEventListener("durationchange", () => this.#tellDuration());
  }

  /** @returns {number} seconds */
  get position() {
    return this.live.positionOf(this.video.currentTime);
  }

  /** @returns {boolean} */
  get is_paused() {
    return this.video.paused;
  }

  /** @returns {boolean} it stands because there is nothing more to play */
  get has_ended() {
    return this.video.ended;
  }

  /**
   * The film is over there, whatever the room thinks: played from its end it begins anew.
   * @param {number} position_s
   * @returns {boolean}
   */
  isBeyond(position_s) {
    return position_s >= this.video.duration;
  }

  /** @returns {boolean} there is a picture here and enough media to go on */
  get is_ready() {
    const { seeking, readyState, duration, currentTime } = this.video;
    if (seeking) return false;
    return readyState >= (duration - currentTime < NEAR_END_S ? PICTURE : ENOUGH);
  }

  /** @returns {boolean} unknown before anything was decoded: then a sound track is assumed */
  get has_audio() {
    const video = /** @type {any} */ (this.video);
    if (video.mozHasAudio !== undefined) return video.mozHasAudio;
    if (video.audioTracks !== undefined) return video.audioTracks.length > 0;
    return !(video.webkitAudioDecodedByteCount === 0 && video.webkitVideoDecodedByteCount > 0);
  }

  /** @returns {number} seconds of media loaded beyond the position */
  get buffered_s() {
    const { buffered, currentTime } = this.video;
    for (let i = 0; i < buffered.length; i += 1) {
      if (buffered.start(i) <= currentTime && currentTime <= buffered.end(i)) {
        return buffered.end(i) - currentTime;
      }
    }
    return 0;
  }

  /** @param {string} url */
  load(url) {
    this.pause();
    this.#forget();
    this.loader.load(url);
  }

  /** Loading throws away the events that were still to come. */
  #forget() {
    this.#expected = { play: 0, pause: 0 };
    this.live.forget();
  }

  /** @returns {Promise<boolean>} false when the browser wants a click first */
  async play() {
    if (!this.video.paused) return true;
    this.#expected.play += 1;
    try {
      await this.video.play();
      return true;
    } catch (error) {
      const refused = error instanceof DOMException && error.name === "NotAllowedError";
      // What is refused does not happen, so no event of it is to come.
      if (refused) this.#expected.play = Math.max(0, this.#expected.play - 1);
      return !refused;
    }
  }

  /** Stop where it is. */
  pause() {
    if (this.video.paused) return;
    this.#expected.pause += 1;
    this.video.pause();
  }

  /** @param {number} position_s @returns {boolean} whether it had to move */
  seek(position_s) {
    const mending = this.live.mending(position_s);
    if (mending) this.events.onOutside(mending);
    const place_s = this.live.placeOf(position_s);
    if (Math.abs(this.video.currentTime - place_s) < SAME_S) return false;
    this.video.currentTime = place_s;
    return true;
  }

  /** @param {number} rate the voice keeps its pitch at any rate */
  setRate(rate) {
    this.video.preservesPitch = true;
    if (this.video.playbackRate !== rate) this.video.playbackRate = rate;
  }

  /** Win the right to play with sound; to be called inside a click. */
  unlock() {
    this.video.muted = false;
    if (!this.video.paused) return;
    void this.play();
    this.pause();
  }

  /**
   * Resolves when the picture at the position is there; never after the signal is aborted.
   * @param {AbortSignal} signal
   * @returns {Promise<void>}
   */
  settle(signal) {
    return new Promise((resolve) => {
      const done = new AbortController();
      const check = () => {
        if (signal.aborted) done.abort();
        if (done.signal.aborted || !this.is_ready) return;
        done.abort();
        resolve();
      };
      signal.addEventListener("abort", () => done.abort(), { signal: done.signal });
      for (const name of ["seeked", "canplay", "canplaythrough"]) {
        this.video.addEventListener(name, check, { signal: done.signal });
      }
      check();
    });
  }

  /** @param {"play" | "pause"} kind */
  #happened(kind) {
    if (this.#expected[kind] > 0) {
      this.#expected[kind] -= 1;
      return;
    }
    // The end, an error and a page that is hidden or left pause by themselves; nobody asked for it.
    if (this.video.ended || this.video.error || document.hidden || wasLeft()) return;
    this.events.onGesture(kind);
  }

  #tellDuration() {
    const { duration } = this.video;
    if (duration > 0) this.events.onDuration(duration);
  }
}
