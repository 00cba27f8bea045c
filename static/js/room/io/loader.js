/**
 * Loading a film into a <video>: three more tries after 1, 2 and 4 s, then its next source, and only
 * then it is given up (SPEC §6).
 */

import { Source } from "./source.js";

const RETRIES_MS = [1000, 2000, 4000];
/** Another source is tried twice: whoever waits has waited long enough already. */
const NEXT_RETRIES_MS = [1000];
/** Of these no second try at the same place makes better; without another place it is made all the same. */
const SETTLED = ["cors", "codec", "type"];
/** So long must a film be well before its failures count from the beginning again. */
const WELL_MS = 10_000;

/** @typedef {"loading" | "ready" | "failed"} Status */
/** @typedef {import("../state/links.js").Reason} Reason */
/**
 * @typedef {object} LoaderEvents
 * @property {(status: Status, why?: Reason) => void} onStatus with why the last try failed
 * @property {(url: string) => readonly string[]} sourcesOf where a film may be had, best first
 */

/** Loads one film at a time. */
export class MediaLoader {
  #url = "";
  /** @type {readonly string[]} */
  #sources = [];
  #at = 0;
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
    this.source = new Source(video, (why) => this.#failed(why));
    video.addEventListener("emptied", () => this.#emptied());
    video.addEventListener("canplay", () => this.#succeeded());
  }

  /** @param {string} url */
  load(url) {
    this.#url = url;
    this.#sources = this.events.sourcesOf(url);
    this.#at = 0;
    this.#failures = 0;
    this.#try();
  }

  /** Try the same film anew, as asked for by the person. */
  retry() {
    this.load(this.#url);
  }

  #try() {
    this.#tell("loading");
    this.video.preload = "auto";
    this.source.open(this.#sources[this.#at] ?? this.#url);
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

  /** @param {Reason} why */
  #failed(why) {
    const delay_ms = this.#nextDelay(why);
    this.#tell(delay_ms === undefined ? "failed" : "loading", why);
    if (delay_ms !== undefined) this.#timer = setTimeout(() => this.#try(), delay_ms);
  }

  /** @param {Reason} why @returns {number | undefined} ms until the next try, undefined when all were made */
  #nextDelay(why) {
    const retries_ms = this.#at === 0 ? RETRIES_MS : NEXT_RETRIES_MS;
    const delay_ms = retries_ms[this.#failures];
    const is_last = this.#at + 1 >= this.#sources.length;
    this.#failures += 1;
    if (is_last || (delay_ms !== undefined && !SETTLED.includes(why))) return delay_ms;
    this.#at += 1;
    this.#failures = 0;
    return 0;
  }

  /** @param {Status} status ends the waiting that belonged to the last one @param {Reason} [why] */
  #tell(status, why) {
    clearTimeout(this.#timer);
    this.#status = status;
    this.events.onStatus(status, why);
  }
}
