/** Questions before playing: somebody is still loading; you were away. */

import { find, write } from "../../lib/dom.js";
import { isMoot, notReady } from "../state/views.js";

/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountPlayDialogs(root, store, actions) {
  const names = find(root, "#ready-names");
  const offs = [
    mountQuestion(root, store, actions, "ready", (state) =>
      write(names, notReady(state).map(({ nickname }) => nickname).join(" · ")),
    ),
    mountQuestion(root, store, actions, "back", () => {}),
  ];
  return () => offs.forEach((off) => off());
}

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @param {"ready" | "back"} name
 * @param {(state: State) => void} fill what the question says of the moment
 * @returns {() => void}
 */
function mountQuestion(root, store, actions, name, fill) {
  const dialog = /** @type {HTMLDialogElement} */ (find(root, `#${name}-dialog`));
  const gone = new AbortController();
  const { signal } = gone;

  /** @param {State} state */
  const draw = (state) => {
    const is_asked = state.dialog === name && !isMoot(state);
    if (is_asked) fill(state);
    if (is_asked && !dialog.open) dialog.showModal();
    if (!is_asked && dialog.open) dialog.close();
  };
  /** Another dialog may have taken the place meanwhile; that one stays. */
  const close = () => {
    if (store.getState().dialog === name) actions.dialog(null);
  };

  find(dialog, "[data-action=go]").addEventListener("click", () => actions.playNow(), { signal });
  find(dialog, "[data-action=wait]").addEventListener("click", close, { signal });
  dialog.addEventListener("close", close, { signal });
  const off = store.subscribe(draw);
  return () => {
    off();
    gone.abort();
  };
}
