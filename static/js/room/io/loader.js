/**
 * Loading a link into a <video>, with three more tries after 1, 2 and 4 s before it is given up.
 */

const RETRIES_MS = [1000, 2000, 4000];

/** @typedef {{ onStatus: (status: "loading" | "ready" | "failed") => void }} LoaderEvents */

/** Loads one link at a time. */
export class MediaLoader {
  #url = "";
  #failures = 0;
  #is_loading = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {HTMLVideoElement} video
   * @param {LoaderEvents} events
   */
  constructor(video, events) {
    this.video = video;
    this.events = events;
    video.addEventListener("error", () => this.#failed());
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
    clearTimeout(this.#timer);
    this.#is_loading = true;
    this.events.onStatus("loading");
    this.video.preload = "auto";
    this.video.src = this.#url;
    this.video.load();
  }

  #succeeded() {
    // Every seek ends in a "canplay" too; only the one after loading is news.
    if (!this.#is_loading) return;
    this.#is_loading = false;
    this.#failures = 0;
    this.events.onStatus("ready");
  }

  #failed() {
    // Taking the source away is an "error" too.
    if (!this.#url) return;
    const delay_ms = RETRIES_MS[this.#failures];
    this.#failures += 1;
    if (delay_ms === undefined) this.events.onStatus("failed");
    else this.#timer = setTimeout(() => this.#try(), delay_ms);
  }
}
