/** What people say. */

import { drawList, find, stamp, write } from "../../lib/dom.js";
import { avatarUrl } from "../../lib/avatar.js";
import { timeOfDay } from "../../lib/format.js";
import { may } from "../state/views.js";

const AT_BOTTOM_PX = 60;

/** @typedef {import("../state/types.js").Message} Message */
/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountChat(root, store, actions) {
  const list = find(root, "[data-testid=chat-list]");
  const scroll = find(root, "#chat-scroll");
  const form = find(root, "#chat-form");
  const input = /** @type {HTMLInputElement} */ (find(root, "[data-testid=chat-input]"));
  const older = find(root, "#chat-older");
  const empty = find(root, "#chat-empty");
  const gone = new AbortController();
  const { signal } = gone;
  /** Where the reader is; while the tab is hidden the list itself knows nothing of it. */
  const place = { is_bottom: true, top: 0 };

  const remember = () => {
    if (scroll.clientHeight === 0) return;
    place.top = scroll.scrollTop;
    place.is_bottom = scroll.scrollHeight - place.top - scroll.clientHeight < AT_BOTTOM_PX;
  };

  const restore = () => {
    if (scroll.clientHeight === 0) return;
    scroll.scrollTop = place.is_bottom ? scroll.scrollHeight : place.top;
  };

  /** @param {HTMLElement} item @param {Message} message */
  const draw = (item, message) => {
    const mine = message.session_id === store.getState().you?.session_id;
    item.dataset.mine = String(mine);
    write(find(item, ".line-name"), message.nickname);
    write(find(item, ".line-text"), message.text);
    const time = /** @type {HTMLTimeElement} */ (find(item, "time"));
    time.dateTime = new Date(message.at).toISOString();
    write(time, timeOfDay(message.at, actions.config.locale));
  };

  /** @param {Message} message @returns {HTMLElement} */
  const make = (message) => {
    const item = stamp("line-template");
    /** @type {HTMLImageElement} */ (find(item, "img")).src = avatarUrl(message.avatar);
    return item;
  };

  /** @param {State} state */
  const drawAll = (state) => {
    drawList(list, state.messages, { key: (message) => message.message_id, make, draw });
    empty.hidden = state.messages.length > 0;
    older.hidden = !state.older || state.messages.length === 0;
    input.disabled = state.you !== null && !may(state, "chat");
    if (place.is_bottom) restore();
  };

  /** @param {Event} event */
  const say = (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (!text) return;
    actions.chat(text);
    input.value = "";
    place.is_bottom = true;
    restore();
  };

  const sizes = new ResizeObserver(restore);
  sizes.observe(scroll);
  scroll.addEventListener("scroll", remember, { signal });
  form.addEventListener("submit", say, { signal });
  older.addEventListener("click", () => void actions.olderMessages(), { signal });
  drawAll(store.getState());
  const off = store.subscribe((state, before) => {
    const same =
      state.messages === before.messages && state.you === before.you && state.older === before.older;
    if (!same) drawAll(state);
  });
  return () => {
    off();
    sizes.disconnect();
    gone.abort();
  };
}
