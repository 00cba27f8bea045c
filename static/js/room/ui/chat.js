/** What people say: the list, where the reader is in it, and its history. */

import { drawList, find, stamp, write } from "../../lib/dom.js";
import { fill } from "../../lib/format.js";
import { LINES_KEPT } from "../state/chat-reducer.js";
import { linesOf } from "../state/talk.js";
import { drawLine, drawSaying, makeLine } from "./lines/line.js";

const AT_BOTTOM_PX = 60;
const NEAR_TOP_PX = 40;
/** So many pages of the history are looked through for a line that is quoted. */
const PAGES_LOOKED = 5;
const MARKED_MS = 1600;

/** @typedef {import("../state/types.js").Message} Message */
/** @typedef {import("../state/talk.js").Coming} Coming */
/** @typedef {import("../state/talk.js").Saying} Saying */
/** @typedef {Message | Coming | Saying} Line */
/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/** @param {Line} line @returns {string} */
function keyOf(line) {
  if ("message_id" in line) return line.message_id;
  return "key" in line ? line.id : line.client_id;
}

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
  const older = find(root, "#chat-older");
  const empty = find(root, "#chat-empty");
  const fresh = find(root, "#chat-fresh");
  const { texts } = actions.config;
  const gone = new AbortController();
  const { signal } = gone;
  /** What each item shows, so that a new line costs no more in a long list. @type {WeakMap<Element, { line: Line, you: State["you"] }>} */
  const drawn = new WeakMap();
  /** Where the reader is; while the tab is hidden the list itself knows nothing of it. */
  const place = { is_bottom: true, top: 0 };

  const remember = () => {
    if (scroll.clientHeight === 0) return;
    place.top = scroll.scrollTop;
    place.is_bottom = scroll.scrollHeight - place.top - scroll.clientHeight < AT_BOTTOM_PX;
    if (place.is_bottom) fresh.hidden = true;
  };

  const restore = () => {
    if (scroll.clientHeight === 0) return;
    scroll.scrollTop = place.is_bottom ? scroll.scrollHeight : place.top;
  };

  const toBottom = () => {
    place.is_bottom = true;
    fresh.hidden = true;
    restore();
  };

  /** @param {HTMLElement} item @param {Line} line */
  const draw = (item, line) => {
    const { you } = store.getState();
    const was = drawn.get(item);
    if (was?.line === line && was.you === you) return;
    drawn.set(item, { line, you });
    if ("message_id" in line) drawLine(item, line, store.getState(), actions.config);
    else if ("key" in line) write(item, fill(texts[line.key], { name: line.name }));
    else drawSaying(item, line, store.getState(), actions.config);
  };

  /** @param {Line} line @returns {HTMLElement} */
  const make = (line) => ("key" in line ? stamp("coming-template") : makeLine());

  /** One button of the list can be reached by Tab, the arrows go from one to the next. */
  const drawStops = () => {
    const stops = [...list.querySelectorAll("[data-testid=line-more]:not([hidden])")];
    const kept = stops.find((stop) => stop === document.activeElement) ?? stops.at(-1);
    for (const stop of /** @type {HTMLElement[]} */ (stops)) {
      const turn = stop === kept ? 0 : -1;
      if (stop.tabIndex !== turn) stop.tabIndex = turn;
    }
  };

  /** @param {State} state */
  const drawAll = (state) => {
    const lines = [...linesOf(state), ...state.talk.saying];
    // At the end nobody asks where the list was, and asking costs a layout for each line.
    const [top, height] = place.is_bottom ? [0, 0] : [scroll.scrollTop, scroll.scrollHeight];
    const was_first = list.firstElementChild;
    drawList(list, lines, { key: keyOf, make, draw });
    drawStops();
    // What is put above must not push away what is read.
    if (list.firstElementChild !== was_first && !place.is_bottom) {
      scroll.scrollTop = top + scroll.scrollHeight - height;
    }
    empty.hidden = lines.length > 0;
    older.hidden = !state.older || state.messages.length === 0;
    if (place.is_bottom) restore();
  };

  /** Not while somebody looks for an older line. */
  const forgetOldest = () => {
    const is_long = store.getState().messages.length > LINES_KEPT;
    if (is_long && place.is_bottom && !is_loading) store.dispatch({ type: "read" });
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

  /** @param {string} id @returns {HTMLElement | undefined} */
  const itemOf = (id) =>
    /** @type {HTMLElement[]} */ ([...list.children]).find((item) => item.dataset.key === id);

  /** Go to the line that is quoted, however far back. @param {string} id */
  const show = async (id) => {
    for (let page = 0; page < PAGES_LOOKED && !itemOf(id) && !older.hidden; page += 1) await loadOlder();
    const item = itemOf(id);
    if (!item) return actions.notify({ key: "line_far", tone: "info" });
    item.scrollIntoView({ block: "center" });
    item.dataset.marked = "";
    setTimeout(() => delete item.dataset.marked, MARKED_MS);
  };

  /** @param {Event} event */
  const press = ({ target }) => {
    const quote = target instanceof Element && target.closest("[data-quotes]");
    if (quote) void show(quote.getAttribute("data-quotes") ?? "");
  };

  const sizes = new ResizeObserver(restore);
  sizes.observe(scroll);
  scroll.addEventListener("scroll", reach, { signal });
  list.addEventListener("click", press, { signal });
  form.addEventListener("submit", toBottom, { signal });
  fresh.addEventListener("click", toBottom, { signal });
  older.addEventListener("click", () => void loadOlder(), { signal });
  drawAll(store.getState());
  const off = store.subscribe((state, before) => {
    const same =
      state.messages === before.messages &&
      state.comings === before.comings &&
      state.talk.saying === before.talk.saying &&
      state.you === before.you &&
      state.older === before.older;
    if (same) return;
    drawAll(state);
    const is_news = state.messages.at(-1)?.message_id !== before.messages.at(-1)?.message_id;
    if (is_news && before.messages.length > 0 && !place.is_bottom) fresh.hidden = false;
    // After everybody has heard of this one.
    if (is_news) queueMicrotask(forgetOldest);
  });
  return () => {
    off();
    sizes.disconnect();
    gone.abort();
  };
}
