/**
 * HLS through hls.js, which is fetched when the first such link is opened, and not before.
 */

import { tellOpened } from "./opened.js";

/** The follower alone decides on rate and position; hls.js only brings the media. */
const CONFIG = {
  maxLiveSyncPlaybackRate: 1,
  lowLatencyMode: false,
  // A broadcast has no end that one could jump to.
  liveDurationInfinity: true,
  // The content policy forbids the worker that hls.js would otherwise make of a blob.
  workerPath: new URL("../../lib/hls/hls.worker.js", import.meta.url).href,
};

/** @typedef {typeof import("../../lib/hls/hls.min.mjs").default} HlsClass */
/** @typedef {import("../../lib/hls/hls.min.mjs").ErrorData} ErrorData */
/** @typedef {import("../state/links.js").Reason} Reason */

/** @type {Record<number, Reason>} */
const STATUSES = { 401: "refused", 403: "refused", 404: "missing", 410: "missing" };
const CODECS = /Codec/;

/**
 * A link while it is open. `onFailed` comes at most once, and never after the signal, which closes.
 * @typedef {{ url: string, signal: AbortSignal,
 *   onFailed: (why: Reason) => void }} Opening
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
 * What hls.js could not get over.
 * @param {{ details: string, response?: { code?: number } }} error
 * @returns {Reason}
 */
export function reasonOf({ details, response }) {
  if (CODECS.test(details)) return "codec";
  if (details.endsWith("TimeOut")) return "timeout";
  if (details === "manifestParsingError") return "type";
  if (!/^(manifest|level)Load/.test(details)) return "unplayable";
  // A browser says nothing at all of an answer that pages may not read.
  return STATUSES[response?.code ?? 0] ?? (response?.code ? "failed" : "cors");
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
  const onError = (_event, error) => {
    const { fatal, type } = error;
    if (!fatal) return;
    // A film that never got as far as its metadata has nothing to recover: its format is unknown.
    if (type === Hls.ErrorTypes.MEDIA_ERROR && may_recover && video.readyState > 0) {
      may_recover = false;
      hls.recoverMediaError();
      return;
    }
    hls.destroy();
    onFailed(reasonOf(error));
  };
  hls.on(Hls.Events.ERROR, onError);
  signal.addEventListener("abort", () => hls.destroy(), { once: true });
  tellOpened(video, hls, signal);
  hls.loadSource(url);
  hls.attachMedia(video);
}
