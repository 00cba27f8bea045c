/** Leaving for good: the seat is free at once. The host is asked, for the room goes to another. */

import { find } from "../../lib/dom.js";
import { confirmed } from "../../lib/confirm.js";

/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountLeaving(root, store, actions) {
  const button = find(root, "[data-testid=leave]");
  const { texts } = actions.config;
  const press = async () => {
    const { you, members } = store.getState();
    const hands_over = you?.role === "host" && members.length > 1;
    const question = { text: texts.ask_leave, hint: texts.ask_leave_hint, yes: texts.leave };
    if (!hands_over || (await confirmed(question))) await actions.leave();
  };
  button.addEventListener("click", press);
  return () => button.removeEventListener("click", press);
}
