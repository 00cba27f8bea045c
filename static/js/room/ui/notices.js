/** What happened, at the top of the picture and never over its lowest fifth. */

import { drawList, find, stamp, write } from "../../lib/dom.js";
import { clockTime, fill } from "../../lib/format.js";

/** @typedef {import("../state/page.js").Notice} Notice */
/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/** @param {Notice["values"]} values @returns {Record<string, string | number>} as people read them */
function readable(values = {}) {
  const { position } = values;
  return typeof position === "number" ? { ...values, position: clockTime(position) } : values;
}

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountNotices(root, store, actions) {
  const list = find(root, "#notices");
  const link = find(root, "#link-notice");
  const { texts } = actions.config;
  let is_down = false;

  /** @param {Notice} notice @returns {HTMLElement} */
  const make = (notice) => {
    const item = stamp("notice-template");
    item.dataset.tone = notice.tone;
    find(item, "button").addEventListener("click", () => actions.dismiss(notice.id));
    return item;
  };

  /** @param {HTMLElement} item @param {Notice} notice */
  const draw = (item, { key, text, values }) => {
    const sentence = key ? fill(texts[key], readable(values)) : (text ?? "");
    write(find(item, ".notice-text"), sentence);
  };

  /** @param {State} state */
  const drawAll = (state) => {
    drawList(list, state.notices, { key: ({ id }) => String(id), make, draw });
    drawLink(state);
  };

  /** A first try says nothing; the tries after it are one outage. @param {State} state */
  const drawLink = ({ link: { status }, room }) => {
    const was_down = is_down;
    is_down = status === "waiting" || (status === "connecting" && was_down);
    link.hidden = !is_down;
    if (is_down) write(find(link, ".notice-text"), room ? texts.link_lost : texts.link_first);
    if (was_down && status === "open" && room) actions.notify({ key: "link_back", tone: "info" });
  };

  const again = find(link, "button");
  const reconnect = () => actions.reconnect();
  again.addEventListener("click", reconnect);
  drawAll(store.getState());
  const off = store.subscribe((state, before) => {
    if (state.notices !== before.notices || state.link !== before.link) drawAll(state);
  });
  return () => {
    off();
    again.removeEventListener("click", reconnect);
  };
}
