/** What the film that is on is called, for who may choose films; everybody reads it, and it plays on. */

import { find } from "../../lib/dom.js";
import { nameOf } from "../state/links.js";

/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountFilmName(root, store, actions) {
  const form = find(root, "#film-name");
  const input = /** @type {HTMLInputElement} */ (find(form, "input"));
  const gone = new AbortController();

  /** A film that cannot be played is replaced, not renamed. @param {State} state */
  const begin = ({ media, playback }) => {
    form.hidden = !playback?.media_url || media === "failed";
    input.value = playback?.title ?? "";
    input.placeholder = nameOf(playback?.media_url ?? "");
  };

  /** @param {Event} event */
  const send = (event) => {
    event.preventDefault();
    actions.renameFilm(input.value.trim());
    actions.dialog(null);
  };

  form.addEventListener("submit", send, { signal: gone.signal });
  // Filled in when the dialog opens: nobody's typing is overwritten by what the others do.
  const off = store.subscribe((state, before) => {
    if (state.dialog === "media" && before.dialog !== "media") begin(state);
  });
  return () => {
    off();
    gone.abort();
  };
}
