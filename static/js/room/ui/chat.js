/** What people say. */

import { drawList, find, stamp, write } from "../../lib/dom.js";
import { avatarUrl } from "../../lib/avatar.js";
import { fill, timeOfDay } from "../../lib/format.js";
import { linesOf } from "../state/talk.js";
import { may } from "../state/views.js";

const AT_BOTTOM_PX = 60;
const NEAR_TOP_PX = 40;

/** @typedef {import("../state/types.js").Message} Message */
/** @typedef {import("../state/talk.js").Coming} Coming */
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
  const send = /** @type {HTMLButtonElement} */ (find(form, "[data-testid=chat-send]"));
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

  /** @param {HTMLElement} item @param {Message | Coming} line */
  const draw = (item, line) => {
    if ("key" in line) write(item, fill(actions.config.texts[line.key], { name: line.name }));
    else drawMessage(item, line);
  };

  /** @param {HTMLElement} item @param {Message} message */
  const drawMessage = (item, message) => {
    const mine = message.session_id === store.getState().you?.session_id;
    item.dataset.mine = String(mine);
    write(find(item, ".line-name"), message.nickname);
    write(find(item, ".line-text"), message.text);
    const time = /** @type {HTMLTimeElement} */ (find(item, "time"));
    time.dateTime = new Date(message.at).toISOString();
    write(time, timeOfDay(message.at, actions.config.locale));
  };

  /** @param {Message | Coming} line @returns {HTMLElement} */
  const make = (line) => ("key" in line ? stamp("coming-template") : makeMessage(line));

  /** @param {Message} message @returns {HTMLElement} */
  const makeMessage = (message) => {
    const item = stamp("line-template");
    /** @type {HTMLImageElement} */ (find(item, "img")).src = avatarUrl(message.avatar);
    return item;
  };

  /** @param {State} state */
  const drawAll = (state) => {
    const lines = linesOf(state);
    const [top, height] = [scroll.scrollTop, scroll.scrollHeight];
    const was_first = list.firstElementChild;
    drawList(list, lines, { key: (line) => ("key" in line ? line.id : line.message_id), make, draw });
    // What is put above must not push away what is read.
    if (list.firstElementChild !== was_first && !place.is_bottom) {
      scroll.scrollTop = top + scroll.scrollHeight - height;
    }
    empty.hidden = lines.length > 0;
    older.hidden = !state.older || state.messages.length === 0;
    mute(state.you !== null && !may(state, "chat"));
    if (place.is_bottom) restore();
  };

  /** The field keeps the focus: what is typed on must not become the room's keys. @param {boolean} is_muted */
  const mute = (is_muted) => {
    input.readOnly = is_muted;
    input.setAttribute("aria-disabled", String(is_muted));
    send.disabled = is_muted;
  };

  /** @param {Event} event */
  const say = (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (!text || input.readOnly) return;
    actions.chat(text);
    input.value = "";
    place.is_bottom = true;
    restore();
  };

  /** What was not taken stands in the field again, before what has been typed since. */
  const giveBack = (/** @type {string} */ text) => {
    input.value = [text, input.value].filter(Boolean).join(" ");
  };

  let is_loading = false;
  /** What is old is not read out as news. @param {boolean} is_on */
  const setLoading = (is_on) => {
    is_loading = is_on;
    scroll.setAttribute("aria-busy", String(is_on));
  };

  const loadOlder = async () => {
    if (is_loading) return;
    setLoading(true);
    await actions.olderMessages();
    setLoading(false);
  };

  const reach = () => {
    remember();
    if (!older.hidden && scroll.clientHeight > 0 && scroll.scrollTop < NEAR_TOP_PX) void loadOlder();
  };

  const sizes = new ResizeObserver(restore);
  sizes.observe(scroll);
  scroll.addEventListener("scroll", reach, { signal });
  form.addEventListener("submit", say, { signal });
  older.addEventListener("click", () => void loadOlder(), { signal });
  drawAll(store.getState());
  const off = store.subscribe((state, before) => {
    const same =
      state.messages === before.messages &&
      state.comings === before.comings &&
      state.you === before.you &&
      state.older === before.older;
    if (!same) drawAll(state);
    if (state.talk.unsaid && state.talk.unsaid !== before.talk.unsaid) giveBack(state.talk.unsaid.text);
  });
  return () => {
    off();
    sizes.disconnect();
    gone.abort();
  };
}
