/** Volume, mute and full screen: the viewer's own. They stay in this browser and are never sent. */

import { clamp } from "../state/numbers.js";
import { keep, recall } from "./storage.js";

const KEY = "volume";
const FIT_KEY = "fit";
const FITS = ["contain", "cover", "fill"];

/** @typedef {"contain" | "cover" | "fill"} Fit how the picture takes its place: whole, cut, or stretched */

/** One viewer's screen and loudspeaker. */
export class Screen {
  /**
   * @param {HTMLVideoElement} video
   * @param {HTMLElement} stage what fills the screen: the room
   */
  constructor(video, stage) {
    this.video = video;
    this.stage = stage;
    video.volume = clamp(Number(recall(KEY, 1)) || 0, 0, 1);
    this.can_turn = this.#turns();
    this.setFit(recall(FIT_KEY, "contain"));
  }

  /** @returns {boolean} iPhones leave the volume to their own buttons */
  #turns() {
    const { volume } = this.video;
    this.video.volume = 0.5;
    const turned = this.video.volume === 0.5;
    this.video.volume = volume;
    return turned;
  }

  /** @returns {{ volume: number, muted: boolean, full: boolean }} */
  read() {
    const { volume, muted } = this.video;
    return { volume, muted: muted || volume === 0, full: document.fullscreenElement !== null };
  }

  /** @param {number} volume 0–1 @param {boolean} [rises] anything above silence ends the mute */
  setVolume(volume, rises = true) {
    this.video.volume = clamp(volume, 0, 1);
    if (rises || this.video.volume === 0) this.video.muted = this.video.volume === 0;
    keep(KEY, this.video.volume);
  }

  /** @param {number} by */
  changeVolume(by) {
    this.setVolume(Math.round((this.video.volume + by) * 100) / 100, by > 0);
  }

  /** Mute, or end the mute; from silence to half the volume. */
  toggleMute() {
    if (this.video.volume === 0) this.setVolume(0.5);
    else this.video.muted = !this.video.muted;
  }

  /** Fill the screen, or come back. iPhones can do so with the bare video only. */
  async toggleFull() {
    const video = /** @type {any} */ (this.video);
    try {
      if (document.fullscreenElement) await document.exitFullscreen();
      else if (this.stage.requestFullscreen) await this.stage.requestFullscreen();
      else video.webkitEnterFullscreen?.();
    } catch {
      // The browser may refuse; then the picture stays as large as it is.
    }
  }

  /** @returns {Fit} */
  get fit() {
    return /** @type {Fit} */ (this.stage.dataset.fit);
  }

  /** @param {string} fit anything else is the whole picture */
  setFit(fit) {
    this.stage.dataset.fit = FITS.includes(fit) ? fit : "contain";
    keep(FIT_KEY, this.stage.dataset.fit);
  }

  /** @returns {boolean} the browser can put the picture into a small window */
  get can_float() {
    const video = /** @type {any} */ (this.video);
    return document.pictureInPictureEnabled || typeof video.webkitSetPresentationMode === "function";
  }

  /** Put the picture into a small window, or back. */
  async toggleFloat() {
    const video = /** @type {any} */ (this.video);
    try {
      if (document.pictureInPictureElement) await document.exitPictureInPicture();
      else if (document.pictureInPictureEnabled) await this.video.requestPictureInPicture();
      else {
        const is_floating = video.webkitPresentationMode === "picture-in-picture";
        video.webkitSetPresentationMode(is_floating ? "inline" : "picture-in-picture");
      }
    } catch {
      // The browser may refuse; then the picture stays where it is.
    }
  }

  /** @returns {[number, number][]} what is loaded, in seconds */
  get loaded() {
    const { buffered } = this.video;
    return Array.from({ length: buffered.length }, (_, i) => [buffered.start(i), buffered.end(i)]);
  }

  /** @param {() => void} listener @param {AbortSignal} signal hears when more is loaded, or less */
  onLoaded(listener, signal) {
    for (const name of ["progress", "seeked", "emptied", "durationchange"]) {
      this.video.addEventListener(name, listener, { signal });
    }
  }

  /** @param {() => void} listener @param {AbortSignal} signal */
  onChange(listener, signal) {
    this.video.addEventListener("volumechange", listener, { signal });
    document.addEventListener("fullscreenchange", listener, { signal });
  }
}
