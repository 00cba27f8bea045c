/** One's own name and face in this room, changed for everybody at once. */

import { mountDialog } from "../../lib/dialog.js";
import { find, write } from "../../lib/dom.js";

/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountName(root, store, { config, rename }) {
  const gone = new AbortController();
  const { signal } = gone;
  const dialog = /** @type {HTMLDialogElement} */ (find(root, "#name-dialog"));
  const form = /** @type {HTMLFormElement} */ (find(dialog, "#name-form"));
  const input = /** @type {HTMLInputElement} */ (find(form, "#nickname"));
  const wrong = find(dialog, "#name-wrong");
  const faces = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("[name=avatar]")]);
  let thrown = 0;

  const known = () => {
    const { members, you } = store.getState();
    return members.find(({ session_id }) => session_id === you?.session_id) ?? config.session;
  };

  /** Faces are fetched when they are looked at, not before. */
  const showFaces = () => {
    for (const image of form.querySelectorAll("img[data-src]:not([src])")) {
      image.setAttribute("src", image.getAttribute("data-src") ?? "");
    }
  };
  const open = () => {
    const { nickname, avatar } = known();
    showFaces();
    input.value = nickname;
    for (const face of faces) face.checked = face.value === avatar;
    write(wrong, "");
    dialog.showModal();
  };
  const throwDice = () => {
    input.value = config.nicknames[thrown++ % config.nicknames.length];
  };

  /** @param {SubmitEvent} event */
  const send = async (event) => {
    event.preventDefault();
    const before = known();
    const nickname = input.value.trim() || before.nickname;
    const avatar = faces.find(({ checked }) => checked)?.value ?? before.avatar;
    const is_same = nickname === before.nickname && avatar === before.avatar;
    const answer = is_same ? "" : await rename({ nickname, avatar });
    write(wrong, answer);
    if (!answer) dialog.close();
  };

  mountDialog(dialog, signal);
  form.addEventListener("submit", send, { signal });
  find(form, "[data-testid=dice]").addEventListener("click", throwDice, { signal });
  find(root, "[data-testid=own-name]").addEventListener("click", open, { signal });
  return () => gone.abort();
}
