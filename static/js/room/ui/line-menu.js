/** What one may do with a line: by its button, a right click or a long press, and the menu key. */

import { find, write } from "../../lib/dom.js";
import { mountPopup } from "../../lib/menu.js";
import { deedsOn } from "../state/line-deeds.js";
import { openReport } from "./lines/report.js";

/** @type {Record<string, number>} */
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/** @typedef {import("../state/types.js").Message} Message */
/** @typedef {import("../state/line-deeds.js").LineDeed} LineDeed */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * Each entry of the menu is a deed of state/line-deeds.js, a button of the template, and this.
 * @param {Element} root
 * @param {Actions} actions
 * @returns {Record<LineDeed, (message: Message) => void>}
 */
function makeDeeds(root, actions) {
  /** @param {string} text */
  const copy = (text) =>
    navigator.clipboard.writeText(text).then(
      () => actions.notify({ key: "line_copied", tone: "info" }),
      () => actions.notify({ key: "line_not_copied", tone: "warning" }),
    );
  /** @param {Message} message @param {boolean} is_hidden */
  const hide = ({ session_id, nickname: name }, is_hidden) => {
    actions.taste.hide(session_id, is_hidden);
    const key = is_hidden ? "danmaku_hidden" : "danmaku_shown";
    actions.notify({ key, values: { name }, tone: "info" });
  };
  return {
    reply: (message) => {
      actions.replyTo(message);
      find(root, "[data-testid=chat-input]").focus();
    },
    copy: ({ text }) => void copy(text),
    hide: (message) => hide(message, true),
    show: (message) => hide(message, false),
    report: (message) => openReport(root, actions, message),
    delete: ({ message_id }) => void actions.deleteLine(message_id),
  };
}

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountLineMenu(root, store, actions) {
  const list = find(root, "[data-testid=chat-list]");
  const panel = find(root, "#panel-chat");
  const menu = find(root, "#line-menu");
  const title = find(menu, ".menu-title");
  const gone = new AbortController();
  const { signal } = gone;
  const popup = mountPopup(menu, signal);
  const deeds = makeDeeds(root, actions);
  const buttons = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll("[data-deed]")]);
  let message_id = "";

  const shown = () => store.getState().messages.find((one) => one.message_id === message_id);

  /** Below its button if there is room, else above. @param {HTMLElement} button */
  const place = (button) => {
    const [of_button, of_panel] = [button.getBoundingClientRect(), panel.getBoundingClientRect()];
    const below = of_button.bottom - of_panel.top;
    const fits = below + menu.offsetHeight <= of_panel.height;
    const top = fits ? below : Math.max(0, of_button.top - of_panel.top - menu.offsetHeight);
    menu.style.setProperty("--top", `${top}px`);
  };

  /** @param {Element} item @param {boolean} is_by_key */
  const open = (item, is_by_key) => {
    message_id = item.getAttribute("data-key") ?? "";
    const message = shown();
    if (!message) return;
    const { you } = store.getState();
    const facts = { you, now_ms: actions.cloudNow(), hidden: actions.taste.value.hidden };
    const offered = deedsOn(message, facts);
    for (const button of buttons) {
      button.hidden = !offered.includes(/** @type {LineDeed} */ (button.dataset.deed));
    }
    write(title, `${message.nickname}: ${message.text}`);
    const more = find(item, "[data-testid=line-more]");
    popup.open(more, is_by_key);
    place(more);
  };

  /** @param {MouseEvent} event */
  const press = ({ target, detail }) => {
    const more = target instanceof Element && target.closest("[data-testid=line-more]");
    const item = more && more.closest("[data-key]");
    if (!item) return;
    if (!menu.hidden && item.getAttribute("data-key") === message_id) popup.close();
    else open(item, detail === 0);
  };

  /** A link keeps the browser's own menu, and so does what is marked. @param {MouseEvent} event */
  const ask = (event) => {
    const { target, button } = event;
    const item = target instanceof Element && target.closest(".line[data-key]:not([data-pending])");
    if (!item || target.closest("a") || String(getSelection()) !== "") return;
    event.preventDefault();
    open(item, button !== 2);
  };

  /** @param {KeyboardEvent} event */
  const step = (event) => {
    const { target, key } = event;
    if (!(target instanceof HTMLElement) || !target.matches("[data-testid=line-more]")) return;
    if (!STEPS[key] || !menu.hidden) return;
    const stops = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[data-testid=line-more]:not([hidden])")]);
    const next = stops[stops.indexOf(target) + STEPS[key]];
    event.preventDefault();
    event.stopPropagation();
    if (!next) return;
    target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  };

  /** @param {HTMLElement} button @param {MouseEvent} event */
  const act = (button, { detail }) => {
    const message = shown();
    popup.leave(detail === 0);
    if (message) deeds[/** @type {LineDeed} */ (button.dataset.deed)](message);
  };

  list.addEventListener("click", press, { signal });
  list.addEventListener("contextmenu", ask, { signal });
  list.addEventListener("keydown", step, { signal });
  for (const button of buttons) button.addEventListener("click", (event) => act(button, event), { signal });
  const off = store.subscribe((state, before) => {
    if (state.messages !== before.messages && !menu.hidden && !shown()) popup.leave(false);
  });
  return () => {
    off();
    gone.abort();
  };
}
