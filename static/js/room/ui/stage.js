/** The picture itself: a press plays or pauses, and on small screens the buttons fade when idle. */

import { find } from "../../lib/dom.js";

const IDLE_MS = 3000;

/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {HTMLElement} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountStage(root, store, actions) {
  const stage = find(root, "#stage");
  const screen = find(stage, "#screen");
  const gone = new AbortController();
  const { signal } = gone;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let by_finger = false;

  const wake = () => {
    clearTimeout(timer);
    delete stage.dataset.idle;
    timer = setTimeout(() => {
      if (store.getState().picture === "running") stage.dataset.idle = "";
    }, IDLE_MS);
  };

  /** @param {Event} event */
  const press = (event) => {
    const { target } = event;
    const on_picture = target === screen || target instanceof HTMLVideoElement;
    if (!on_picture || !store.getState().joined) return;
    // A finger wakes the buttons and plays with a double tap; a mouse plays with one press.
    if (by_finger === (event.type === "dblclick")) actions.toggle();
  };

  /** @param {PointerEvent} event a double click itself does not say what made it */
  const touch = (event) => void (by_finger = event.pointerType === "touch");

  screen.addEventListener("pointerdown", touch, { signal });
  screen.addEventListener("click", press, { signal });
  screen.addEventListener("dblclick", press, { signal });
  for (const name of ["pointermove", "pointerdown", "focusin", "keydown"]) {
    stage.addEventListener(name, wake, { signal });
  }
  const off = store.subscribe((state, before) => state.picture !== before.picture && wake());
  return () => {
    off();
    clearTimeout(timer);
    gone.abort();
  };
}
