/**
 * HLS through hls.js, which is fetched when the first such link is opened, and not before.
 */

import { tellOpened } from "./quality.js";

/** The follower alone decides on rate and position; hls.js only brings the media. */
const CONFIG = {
  maxLiveSyncPlaybackRate: 1,
  lowLatencyMode: false,
  // The content policy forbids the worker that hls.js would otherwise make of a blob.
  workerPath: new URL("../../lib/hls/hls.worker.js", import.meta.url).href,
};

/** @typedef {typeof import("../../lib/hls/hls.min.mjs").default} HlsClass */
/** @typedef {import("../../lib/hls/hls.min.mjs").ErrorData} ErrorData */

/**
 * A link while it is open. `onFailed` comes at most once, and never after the signal, which closes.
 * @typedef {{ url: string, signal: AbortSignal, onFailed: () => void }} Opening
 */

/** @returns {Promise<HlsClass | null>} null when it could not be fetched */
export async function fetchHls() {
  try {
    return (await import("../../lib/hls/hls.min.mjs")).default;
  } catch {
    return null;
  }
}

/**
 * Open a link where hls.js is supported. It fetches again by itself what the network loses. What it
 * calls fatal is a failure, except that the first error of the media gets a second look.
 * @param {HlsClass} Hls
 * @param {HTMLVideoElement} video
 * @param {Opening} opening
 */
export function openThroughHls(Hls, video, { url, signal, onFailed }) {
  const hls = new Hls(CONFIG);
  let may_recover = true;
  /** @param {unknown} _event @param {ErrorData} error */
  const onError = (_event, { fatal, type }) => {
    if (!fatal) return;
    // A film that never got as far as its metadata has nothing to recover: its format is unknown.
    if (type === Hls.ErrorTypes.MEDIA_ERROR && may_recover && video.readyState > 0) {
      may_recover = false;
      hls.recoverMediaError();
      return;
    }
    hls.destroy();
    onFailed();
  };
  hls.on(Hls.Events.ERROR, onError);
  signal.addEventListener("abort", () => hls.destroy(), { once: true });
  tellOpened(video, hls, signal);
  hls.loadSource(url);
  hls.attachMedia(video);
}
