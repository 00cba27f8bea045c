/**
 * The buttons fade when nobody has moved for a while and the picture runs; never while something
 * is open or focused by key. A finger that finds them gone wakes them, and presses nothing.
 */

import { find } from "../../lib/dom.js";

const IDLE_MS = 3000;
const BUSY = ".menu:not([hidden]), dialog[open], .controls :focus-visible, .room-head :focus-visible";

/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {HTMLElement} root
 * @param {RoomStore} store
 * @param {Actions} _actions
 * @returns {() => void}
 */
export function mountIdle(root, store, _actions) {
  const room = find(root, "#room");
  const over = [find(room, ".room-head"), find(room, "#controls")];
  const gone = new AbortController();
  const { signal } = gone;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let was_asleep = false;

  const rest = () => {
    if (store.getState().picture !== "running") return;
    if (root.querySelector(BUSY)) wake();
    else room.dataset.idle = "";
  };

  const doze = () => {
    clearTimeout(timer);
    rest();
  };

  const wake = () => {
    clearTimeout(timer);
    delete room.dataset.idle;
    timer = setTimeout(rest, IDLE_MS);
  };

  /** @param {PointerEvent} event comes before the click of the same finger */
  const touch = ({ pointerType }) =>
    void (was_asleep = pointerType === "touch" && room.dataset.idle !== undefined);

  /** @param {Event} event on a button that could not be seen */
  const swallow = (event) => {
    if (!was_asleep) return;
    was_asleep = false;
    event.preventDefault();
    event.stopPropagation();
  };

  room.addEventListener("pointerdown", touch, { capture: true, signal });
  room.addEventListener("doze", doze, { signal });
  for (const part of over) part.addEventListener("click", swallow, { capture: true, signal });
  for (const name of ["pointermove", "pointerdown", "focusin", "keydown"]) {
    room.addEventListener(name, wake, { signal });
  }
  const off = store.subscribe((state, before) => state.picture !== before.picture && wake());
  return () => {
    off();
    clearTimeout(timer);
    gone.abort();
  };
}
