/** Which of an HLS film's pictures is taken: chosen by hls.js, or by the viewer. */

import { whenOpened } from "./opened.js";
import { keep, recall } from "./storage.js";

const KEY = "quality";

/**
 * As much of hls.js as is used here.
 * @typedef {object} Hls
 * @property {readonly { height: number }[]} levels
 * @property {number} nextLevel -1: hls.js chooses
 * @property {(event: any, listener: () => void) => void} on
 */
/** @typedef {{ height: number, index: number }} Choice */

/** The pictures of the film in one <video>; a "change" when there are others, or another is taken. */
export class Quality extends EventTarget {
  /** @type {Hls | null} */
  #hls = null;
  /** The chosen height; 0: hls.js chooses. */
  height = 0;

  /** @param {HTMLVideoElement} video */
  constructor(video) {
    super();
    whenOpened(video, (hls, signal) => this.#open(hls, signal));
  }

  /** @returns {Choice[]} best first, one of each height; none when there is nothing to choose */
  get choices() {
    const levels = this.#hls?.levels ?? [];
    const heights = new Map(levels.map(({ height }, index) => [height, index]));
    const choices = [...heights].map(([height, index]) => ({ height, index }));
    return choices.length < 2 ? [] : choices.sort((a, b) => b.height - a.height);
  }

  /** @param {number} height of the choices, or 0; kept for the next films */
  choose(height) {
    keep(KEY, height);
    this.#apply(height);
  }

  /** @param {Hls} hls @param {AbortSignal} signal */
  #open(hls, signal) {
    this.#hls = hls;
    hls.on("hlsManifestParsed", () => this.#apply(Number(recall(KEY, 0))));
    signal.addEventListener("abort", () => this.#close(hls), { once: true });
  }

  /** @param {Hls} hls may be another film's by now */
  #close(hls) {
    if (this.#hls !== hls) return;
    this.#hls = null;
    this.#tell();
  }

  /** @param {number} height */
  #apply(height) {
    const choice = this.choices.find((one) => one.height === height);
    this.height = choice?.height ?? 0;
    if (this.#hls) this.#hls.nextLevel = choice?.index ?? -1;
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
