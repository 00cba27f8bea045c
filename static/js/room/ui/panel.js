/** The panel beside the picture: it can be put away, and says then how much was said meanwhile. */

import { find, write } from "../../lib/dom.js";

const KEY = "panel";
/** A phone on its side has room for the picture alone. */
const FLAT = "(orientation: landscape) and (max-height: 30rem) and (min-width: 35.01rem)";
const MOST_COUNTED = 99;

/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountPanel(root, store, { memory }) {
  const room = find(root, "#room");
  const show = find(root, "#panel-show");
  const hide = find(root, "#panel-hide");
  const badge = find(root, "#unread");
  const mark = find(root, "#chat-count");
  const chat = find(root, "#panel-chat");
  const flat = window.matchMedia(FLAT);
  const gone = new AbortController();
  const { signal } = gone;

  /** @param {boolean} is_open */
  const set = (is_open) => {
    room.dataset.panel = is_open ? "open" : "closed";
    if (isReading()) count(0);
  };

  /** @returns {boolean} the chat is laid out before somebody; upright it is, whatever the panel was told */
  const isReading = () => !document.hidden && chat.getClientRects().length > 0;

  /** @param {number} unread */
  const count = (unread) => {
    store.dispatch({ type: "unread", unread });
    badge.hidden = unread === 0;
    write(badge, unread > MOST_COUNTED ? `${MOST_COUNTED}+` : String(unread));
    write(mark, unread ? (badge.textContent ?? "") : "");
  };

  /** @param {boolean} is_open @param {HTMLElement} next has the focus afterwards */
  const press = (is_open, next) => {
    set(is_open);
    if (!flat.matches) memory.keep(KEY, is_open);
    next.focus();
  };

  const fit = () => set(!flat.matches && memory.recall(KEY, /** @type {boolean} */ (true)));

  /** @param {State} state @param {State} before */
  const listen = ({ messages, you }, { messages: old, room: was_in }) => {
    if (messages === old || was_in === null || isReading()) return;
    // A new picture brings known messages as new objects.
    const last = old[old.length - 1]?.message_id;
    const fresh = messages.slice(messages.findIndex((message) => message.message_id === last) + 1);
    count(store.getState().unread + fresh.filter(({ session_id }) => session_id !== you?.session_id).length);
  };

  const read = () => void (isReading() && count(0));
  const tabs = new MutationObserver(read);
  tabs.observe(chat, { attributeFilter: ["hidden"] });
  show.addEventListener("click", () => press(true, hide), { signal });
  hide.addEventListener("click", () => press(false, show), { signal });
  flat.addEventListener("change", fit, { signal });
  document.addEventListener("visibilitychange", read, { signal });
  fit();
  const off = store.subscribe(listen);
  return () => {
    off();
    tabs.disconnect();
    gone.abort();
  };
}
