/**
 * The moments at which a page comes back: shown again, taken out of the back-forward cache (which
 * iPhones tell by `pageshow` alone), or on a network again.
 */

/** A page that is reloaded or left is hidden too, for a moment; that is no absence. */
const GLANCE_MS = 1000;

/** Phones stop a film a moment before or after they say that the page is left. */
const LEAVING_MS = 1000;
let left_at_ms = -Infinity;

globalThis.addEventListener?.("pagehide", () => (left_at_ms = performance.now()));

/** @returns {boolean} the page is being left, or was a moment ago */
export function wasLeft() {
  return performance.now() - left_at_ms < LEAVING_MS;
}

/**
 * Call `act` when the page is no longer looked at; a small picture on top of other windows is.
 * @param {() => void} act
 */
export function onLeave(act) {
  document.addEventListener("visibilitychange", () => {
    setTimeout(() => {
      if (document.hidden && !document.pictureInPictureElement) act();
    }, GLANCE_MS);
  });
}

/**
 * @param {() => void} act
 */
export function onReturn(act) {
  const back = () => {
    if (!document.hidden) act();
  };
  document.addEventListener("visibilitychange", back);
  window.addEventListener("online", back);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) back();
  });
}
