/**
 * What a <video> plays: one link at a time, by the browser itself or, for HLS, through hls.js.
 */

import { fetchHls, openThroughHls } from "./hls.js";
import { containerOf } from "./leads.js";

const HLS_TYPE = "application/vnd.apple.mpegurl";

/** @typedef {import("./hls.js").Opening} Opening */
/** @typedef {import("../state/links.js").Reason} Reason */

/** Opens links in one <video>. */
export class Source {
  #closing = new AbortController();

  /**
   * @param {HTMLVideoElement} video
   * @param {(why: Reason) => void} onFailed the link that is open cannot be played, or no longer
   */
  constructor(video, onFailed) {
    this.video = video;
    this.onFailed = onFailed;
  }

  /** @param {string} url takes the place of what was open */
  open(url) {
    this.close();
    this.#closing = new AbortController();
    const opening = { url, signal: this.#closing.signal, onFailed: this.onFailed };
    if (containerOf(url) === "hls") void openHls(this.video, opening);
    else openNatively(this.video, opening);
  }

  /** Leave the video empty. */
  close() {
    this.#closing.abort();
  }
}

/**
 * By hls.js wherever it works: it behaves the same in every browser.
 * @param {HTMLVideoElement} video
 * @param {Opening} opening
 */
async function openHls(video, opening) {
  const Hls = await fetchHls();
  if (opening.signal.aborted) return;
  if (Hls?.isSupported()) openThroughHls(Hls, video, opening);
  else if (Hls && video.canPlayType(HLS_TYPE)) openNatively(video, opening);
  else opening.onFailed("unplayable");
}

/**
 * @param {HTMLVideoElement} video
 * @param {Opening} opening
 */
function openNatively(video, { url, signal, onFailed }) {
  const empty = () => {
    video.removeAttribute("src");
    video.load();
  };
  video.addEventListener("error", () => onFailed("unplayable"), { signal, once: true });
  signal.addEventListener("abort", empty, { once: true });
  video.src = url;
  video.load();
}
