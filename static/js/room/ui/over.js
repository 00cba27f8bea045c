/** The page after the end: why the connection was closed for good, and the one way on. */

import { find, write } from "../../lib/dom.js";
import { FINAL_CODES, FORBIDDEN } from "../state/backoff.js";

/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountOver(root, store, { config }) {
  const dialog = /** @type {HTMLDialogElement} */ (find(root, "#over-dialog"));
  const reload = find(dialog, "[data-action=reload]");
  const again = () => location.reload();
  const stay = (/** @type {Event} */ event) => event.preventDefault();
  reload.addEventListener("click", again);
  dialog.addEventListener("cancel", stay);

  /** @param {State} state */
  const draw = ({ link, farewell }) => {
    if (link.status !== "over" || dialog.open) return;
    const { text, again: key } = FINAL_CODES[link.code];
    // One code stands for full, banned and sent out; only what was said before tells them apart.
    const said = link.code === FORBIDDEN ? farewell : null;
    write(find(dialog, "p"), said?.text ?? config.texts[said?.key ?? text]);
    reload.hidden = key === "";
    write(reload, config.texts[key] ?? "");
    dialog.showModal();
  };

  draw(store.getState());
  const off = store.subscribe(draw);
  return () => {
    off();
    reload.removeEventListener("click", again);
    dialog.removeEventListener("cancel", stay);
  };
}
