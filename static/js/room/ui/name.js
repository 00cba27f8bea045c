/** One's own name in this room. */

import { find } from "../../lib/dom.js";

/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountName(root, store, actions) {
  const form = /** @type {HTMLFormElement} */ (find(root, "#name-form"));
  const input = /** @type {HTMLInputElement} */ (find(form, "input"));

  /** @param {State} state @returns {string} */
  const known = (state) =>
    state.members.find(({ session_id }) => session_id === state.you?.session_id)?.nickname ??
    actions.config.session.nickname;

  /** @param {SubmitEvent} event */
  const send = async (event) => {
    event.preventDefault();
    const nickname = input.value.trim();
    if (!nickname) input.value = known(store.getState());
    if (!nickname || nickname === known(store.getState())) return;
    const kept = await actions.rename(nickname);
    if (kept) input.blur();
    else input.value = known(store.getState());
  };

  form.addEventListener("submit", send);
  input.value = known(store.getState());
  const off = store.subscribe((state, before) => {
    const renamed = known(state) !== known(before);
    if (renamed && document.activeElement !== input) input.value = known(state);
  });
  return () => {
    off();
    form.removeEventListener("submit", send);
  };
}
