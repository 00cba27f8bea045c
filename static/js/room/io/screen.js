/** Volume, mute and full screen: the viewer's own. They stay in this browser and are never sent. */

import { clamp } from "../state/numbers.js";
import { keep, recall } from "./storage.js";

const KEY = "volume";

/** One viewer's screen and loudspeaker. */
export class Screen {
  /**
   * @param {HTMLVideoElement} video
   * @param {HTMLElement} stage what fills the screen: the picture with its buttons
   */
  constructor(video, stage) {
    this.video = video;
    this.stage = stage;
    video.volume = clamp(Number(recall(KEY, 1)) || 0, 0, 1);
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

  /** @param {() => void} listener @param {AbortSignal} signal */
  onChange(listener, signal) {
    this.video.addEventListener("volumechange", listener, { signal });
    document.addEventListener("fullscreenchange", listener, { signal });
  }
}
