/**
 * Loading a link into a <video>, with three more tries after 1, 2 and 4 s before it is given up.
 */

import { Source } from "./source.js";

const RETRIES_MS = [1000, 2000, 4000];
/** So long must a film be well before its failures count from the beginning again. */
const WELL_MS = 10_000;

/** @typedef {"loading" | "ready" | "failed"} Status */
/** @typedef {{ onStatus: (status: Status) => void }} LoaderEvents */

/** Loads one link at a time. */
export class MediaLoader {
  #url = "";
  #failures = 0;
  /** @type {Status} */
  #status = "loading";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {HTMLVideoElement} video
   * @param {LoaderEvents} events
   */
  constructor(video, events) {
    this.video = video;
    this.events = events;
    this.source = new Source(video, () => this.#failed());
    video.addEventListener("emptied", () => this.#emptied());
    video.addEventListener("canplay", () => this.#succeeded());
  }

  /** @param {string} url */
  load(url) {
    this.#url = url;
    this.#failures = 0;
    this.#try();
  }

  /** Try the same link anew, as asked for by the person. */
  retry() {
    this.load(this.#url);
  }

  #try() {
    this.#tell("loading");
    this.video.preload = "auto";
    this.source.open(this.#url);
  }

  /** Recovering from an error of the media, hls.js begins anew by itself: paused, at nothing. */
  #emptied() {
    if (this.#status === "ready") this.#tell("loading");
  }

  #succeeded() {
    // Every seek ends in a "canplay" too; only the one after loading is news.
    if (this.#status !== "loading") return;
    this.#tell("ready");
    this.#timer = setTimeout(() => (this.#failures = 0), WELL_MS);
  }

  #failed() {
    const delay_ms = RETRIES_MS[this.#failures];
    this.#failures += 1;
    this.#tell(delay_ms === undefined ? "failed" : "loading");
    if (delay_ms !== undefined) this.#timer = setTimeout(() => this.#try(), delay_ms);
  }

  /** @param {Status} status ends the waiting that belonged to the last one */
  #tell(status) {
    clearTimeout(this.#timer);
    this.#status = status;
    this.events.onStatus(status);
  }
}
