/** An "@" in the field offers the members: by key, mouse and finger. */

import { drawList, find, stamp, write } from "../../lib/dom.js";
import { avatarUrl } from "../../lib/avatar.js";
import { askedAt, matching, named } from "../state/mentions.js";

/** @type {Record<string, number>} */
const STEPS = { ArrowDown: 1, ArrowUp: -1 };
const TAKES = ["Enter", "Tab"];

/** @typedef {import("../state/types.js").Member} Member */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} _actions
 * @returns {() => void}
 */
export function mountMentionList(root, store, _actions) {
  const input = /** @type {HTMLInputElement} */ (find(root, "[data-testid=chat-input]"));
  const list = find(root, "#mention-list");
  const gone = new AbortController();
  const { signal } = gone;
  /** @type {Member[]} */
  let offered = [];
  let chosen = 0;

  /** @param {Member} member @param {number} index */
  const idOf = (member, index) => `mention-${index}-${member.session_id}`;

  const draw = () => {
    list.hidden = offered.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    drawList(list, offered, {
      key: ({ session_id }) => session_id,
      make: () => stamp("mention-template"),
      draw: (item, member) => {
        const index = offered.indexOf(member);
        item.id = idOf(member, index);
        item.setAttribute("aria-selected", String(index === chosen));
        write(find(item, "bdi"), member.nickname);
        const image = /** @type {HTMLImageElement} */ (find(item, "img"));
        if (image.getAttribute("src") !== avatarUrl(member.avatar)) image.src = avatarUrl(member.avatar);
      },
    });
    if (list.hidden) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", idOf(offered[chosen], chosen));
  };

  const look = () => {
    const { members, you } = store.getState();
    const asked = askedAt(input.value, input.selectionStart ?? 0);
    offered = asked ? matching(members, asked.query, you?.session_id) : [];
    chosen = 0;
    draw();
  };

  const close = () => {
    offered = [];
    draw();
  };

  /** @param {Member | undefined} member */
  const take = (member) => {
    if (!member) return;
    const { text, caret } = named(input.value, input.selectionStart ?? 0, member.nickname);
    input.value = text.slice(0, input.maxLength);
    input.setSelectionRange(caret, caret);
    close();
  };

  /** @param {KeyboardEvent} event a key of an input method is not ours */
  const key = (event) => {
    if (list.hidden || event.isComposing) return;
    if (STEPS[event.key]) {
      chosen = (chosen + STEPS[event.key] + offered.length) % offered.length;
      draw();
    } else if (TAKES.includes(event.key)) take(offered[chosen]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  /** @param {Event} event the field keeps the focus, and a phone its keyboard */
  const press = (event) => {
    const item = event.target instanceof Element && event.target.closest("[data-key]");
    event.preventDefault();
    if (item) take(offered.find(({ session_id }) => session_id === item.getAttribute("data-key")));
  };

  input.addEventListener("input", look, { signal });
  input.addEventListener("keydown", key, { capture: true, signal });
  input.addEventListener("blur", close, { signal });
  list.addEventListener("mousedown", (event) => event.preventDefault(), { signal });
  list.addEventListener("click", press, { signal });
  return () => gone.abort();
}
