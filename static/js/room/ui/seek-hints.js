/** What the bar shows beside the position: what is loaded, and the time under the hand. */

import { find, write } from "../../lib/dom.js";
import { clockTime } from "../../lib/format.js";
import { durationOf } from "../state/views.js";
import { barTime, loadedStops } from "../state/bar.js";

/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountSeekHints(root, store, { screen }) {
  const seek = find(root, "#seek");
  const bar = /** @type {HTMLInputElement} */ (find(seek, "[data-testid=seek]"));
  const loaded = find(seek, ".seek-loaded");
  const tip = find(seek, ".seek-tip");
  const gone = new AbortController();
  const { signal } = gone;

  const drawLoaded = () =>
    loaded.style.setProperty("--stops", loadedStops(screen.loaded, durationOf(store.getState())));

  /** @param {PointerEvent} event */
  const point = ({ clientX }) => {
    const { left, width } = bar.getBoundingClientRect();
    const duration = durationOf(store.getState());
    tip.hidden = duration === 0;
    write(tip, clockTime(barTime(clientX - left, width, duration)));
    tip.style.setProperty("--at", `${Math.min(Math.max(clientX - left, 0), width)}px`);
  };
  const leave = () => void (tip.hidden = true);

  bar.addEventListener("pointermove", point, { signal });
  bar.addEventListener("pointerdown", point, { signal });
  for (const name of ["pointerleave", "pointercancel", "lostpointercapture"]) {
    bar.addEventListener(name, leave, { signal });
  }
  screen.onLoaded(drawLoaded, signal);
  const off = store.subscribe((state, before) => {
    if (durationOf(state) !== durationOf(before)) drawLoaded();
  });
  return () => {
    off();
    gone.abort();
  };
}
