/** One's own name and face: to be changed before joining, and at any time after. */

import { avatarUrl } from "../../lib/avatar.js";
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
export function mountMe(root, store, actions) {
  const forms = /** @type {HTMLFormElement[]} */ ([...root.querySelectorAll("form.me")]);
  const offs = forms.map((form) => mountForm(form, store, actions));
  return () => offs.forEach((off) => off());
}

/** @param {State} state @param {Actions} actions @returns {{ nickname: string, avatar: string }} */
function known(state, { config }) {
  const me = state.members.find(({ session_id }) => session_id === state.you?.session_id);
  return {
    nickname: me?.nickname ?? config.session.nickname,
    avatar: avatarUrl(me?.avatar ?? config.session.avatar),
  };
}

/**
 * @param {HTMLFormElement} form
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
function mountForm(form, store, actions) {
  const input = /** @type {HTMLInputElement} */ (find(form, "input"));
  const image = /** @type {HTMLImageElement} */ (find(form, "img"));
  const gone = new AbortController();
  const { signal } = gone;

  const draw = () => {
    const { nickname, avatar } = known(store.getState(), actions);
    if (document.activeElement !== input) input.value = nickname;
    if (image.getAttribute("src") !== avatar) image.src = avatar;
  };

  /** Kept when it is left, too: nobody should have to find the button. */
  const keep = async () => {
    const nickname = input.value.trim();
    const is_new = nickname !== "" && nickname !== known(store.getState(), actions).nickname;
    const kept = is_new && (await actions.changeMe({ nickname }));
    if (kept) actions.notify({ key: "notice_renamed", tone: "info" });
    else input.value = known(store.getState(), actions).nickname;
  };

  const otherFace = async () => {
    const avatar = actions.newAvatar();
    image.src = avatar;
    if (!(await actions.changeMe({ avatar }))) draw();
  };

  /** @param {SubmitEvent} event */
  const send = (event) => {
    event.preventDefault();
    input.blur();
  };

  form.addEventListener("submit", send, { signal });
  input.addEventListener("change", () => void keep(), { signal });
  find(form, "[data-action=avatar]").addEventListener("click", () => void otherFace(), { signal });
  const off = store.subscribe((state, before) => {
    if (state.members !== before.members || state.you !== before.you) draw();
  });
  return () => {
    off();
    gone.abort();
  };
}
