/** The way back to the newest part of a broadcast, for everybody, when the room is behind it. */

import { find } from "../../lib/dom.js";
import { everyWhile } from "../../lib/pace.js";
import { isLive, may } from "../state/views.js";

const LOOK_EVERY_MS = 1000;

/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountGoLive(root, store, actions) {
  const button = /** @type {HTMLElement} */ (find(root, "[data-testid=go-live]"));
  const draw = () => {
    const state = store.getState();
    const is_offered = state.joined && isLive(state) && may(state, "control") && actions.isLate();
    if (button.hidden === is_offered) button.hidden = !is_offered;
  };
  const press = () => {
    actions.goLive();
    // Pressed again it would only stop the picture again; if it was of no use it comes back.
    button.hidden = true;
  };
  button.addEventListener("click", press);
  const rest = everyWhile(store, isLive, LOOK_EVERY_MS, draw);
  const off = store.subscribe(draw);
  return () => {
    off();
    rest();
    button.removeEventListener("click", press);
  };
}
