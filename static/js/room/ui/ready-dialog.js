/** Somebody is still loading: shall we start all the same? */

import { find, write } from "../../lib/dom.js";
import { notReady } from "../state/views.js";

/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountReadyDialog(root, store, actions) {
  const dialog = /** @type {HTMLDialogElement} */ (find(root, "#ready-dialog"));
  const names = find(dialog, "#ready-names");
  const gone = new AbortController();
  const { signal } = gone;

  /** @param {State} state */
  const draw = (state) => {
    const is_asked = state.dialog === "ready";
    if (is_asked) write(names, notReady(state).map(({ nickname }) => nickname).join(" · "));
    if (is_asked && !dialog.open) dialog.showModal();
    if (!is_asked && dialog.open) dialog.close();
  };

  const go = find(dialog, "[data-action=go]");
  const wait = find(dialog, "[data-action=wait]");
  go.addEventListener("click", () => actions.playNow(), { signal });
  wait.addEventListener("click", () => actions.dialog(null), { signal });
  dialog.addEventListener("close", () => actions.dialog(null), { signal });
  const off = store.subscribe(draw);
  return () => {
    off();
    gone.abort();
  };
}
