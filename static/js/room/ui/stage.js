/** The picture itself: a press of the mouse plays or pauses, and so does a double tap. */

import { find } from "../../lib/dom.js";

/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {HTMLElement} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountStage(root, store, actions) {
  const screen = find(root, "#screen");
  const gone = new AbortController();
  const { signal } = gone;
  let by_finger = false;

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
  return () => gone.abort();
}
