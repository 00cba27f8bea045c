/** The bar. While somebody drags it nothing is sent; one `seek` goes out on release. */

import { find, write } from "../../lib/dom.js";
import { clockTime, fill } from "../../lib/format.js";
import { everyWhile } from "../../lib/pace.js";
import { durationOf, isLive, isMoving, may } from "../state/views.js";

const DRAW_EVERY_MS = 200;
/** A drag that ends where it began has no "change"; any other has it well before this. */
const LET_GO_MS = 100;

/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountSeekbar(root, store, actions) {
  const bar = /** @type {HTMLInputElement} */ (find(root, "[data-testid=seek]"));
  const now = find(root, "[data-testid=position]");
  const end = find(root, "[data-testid=duration]");
  const { texts } = actions.config;
  const gone = new AbortController();
  const { signal } = gone;
  let dragging = false;
  let drawn = { position: -1, duration: -1 };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let letting_go;

  /** @param {number} position @param {number} duration */
  const show = (position, duration) => {
    const filled = duration ? (position / duration) * 100 : 0;
    bar.style.setProperty("--fill", `${filled.toFixed(2)}%`);
    const values = { position: clockTime(position), duration: clockTime(duration) };
    if (now.textContent !== values.position) {
      bar.setAttribute("aria-valuetext", fill(texts.seek_value, values));
    }
    write(now, values.position);
  };

  /** @param {number} behind its newest part, seconds: all that one can read of a place in a broadcast */
  const showLive = (behind) => {
    write(now, `\u2212${clockTime(behind)}`);
    drawn = { position: -1, duration: -1 };
  };

  const draw = () => {
    const state = store.getState();
    const duration = durationOf(state);
    // Even the same length would have the browser lay the bar out anew.
    if (bar.max !== String(duration)) bar.max = String(duration);
    bar.disabled = !duration || !state.joined || !may(state, "control");
    write(end, duration ? clockTime(duration) : isLive(state) ? texts.live : "–:––");
    if (bar.disabled) dragging = false;
    if (dragging) return;
    const behind = isLive(state) ? actions.behind() : 0;
    if (behind > 0) return showLive(behind);
    const position = actions.position();
    if (position === drawn.position && duration === drawn.duration) return;
    drawn = { position, duration };
    bar.value = String(position);
    show(position, duration);
  };

  const drag = () => {
    clearTimeout(letting_go);
    dragging = true;
    drawn = { position: -1, duration: -1 };
    show(Number(bar.value), Number(bar.max));
  };

  const release = () => {
    dragging = false;
    actions.seek(Number(bar.value));
  };

  const letGo = () => {
    clearTimeout(letting_go);
    letting_go = setTimeout(() => void (dragging = false), LET_GO_MS);
  };

  window.addEventListener("pointerup", letGo, { signal });
  window.addEventListener("pointercancel", letGo, { signal });
  bar.addEventListener("blur", letGo, { signal });
  bar.addEventListener("input", drag, { signal });
  bar.addEventListener("change", release, { signal });
  draw();
  const rest = everyWhile(store, isMoving, DRAW_EVERY_MS, draw);
  const off = store.subscribe(draw);
  return () => {
    off();
    rest();
    clearTimeout(letting_go);
    gone.abort();
  };
}
