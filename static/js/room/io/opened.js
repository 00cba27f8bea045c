/** Whoever wants to know more of an HLS film than its <video> tells hears of it here. */

const OPENED = "hlsopened";

/**
 * Say that a film has been opened through hls.js.
 * @param {EventTarget} video
 * @param {object} hls
 * @param {AbortSignal} signal ends with the film
 */
export function tellOpened(video, hls, signal) {
  video.dispatchEvent(new CustomEvent(OPENED, { detail: { hls, signal } }));
}

/**
 * @param {EventTarget} video
 * @param {(hls: any, signal: AbortSignal) => void} listener
 */
export function whenOpened(video, listener) {
  video.addEventListener(OPENED, (event) => {
    const { hls, signal } = /** @type {CustomEvent} */ (event).detail;
    listener(hls, signal);
  });
}
