/** The picture itself: a press of the mouse plays or pauses. Fingers are in touch.js. */

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
  const press = ({ target }) => {
    const on_picture = target === screen || target instanceof HTMLVideoElement;
    if (on_picture && !by_finger && store.getState().joined) actions.toggle();
  };

  /** @param {PointerEvent} event a click itself does not say what made it, in every browser */
  const touch = ({ pointerType }) => void (by_finger = pointerType === "touch");

  screen.addEventListener("pointerdown", touch, { signal });
  screen.addEventListener("click", press, { signal });
  return () => gone.abort();
}
