/** The room's name wherever the page shows it, and in the window's title how much is unread. */

import { find, write } from "../../lib/dom.js";

/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountTitle(root, store, { config }) {
  const places = [find(root, ".room-head h1"), find(root, ".join-name")];
  // What follows the name in the window's title is in the reader's language already.
  const rest = document.title.slice(config.room_name.length);

  /** @param {State} state */
  const draw = ({ room, unread }) => {
    const name = room?.name ?? config.room_name;
    for (const place of places) write(place, name);
    document.title = `${unread ? `(${unread}) ` : ""}${name}${rest}`;
  };

  return store.subscribe((state, before) => {
    if (state.room?.name !== before.room?.name || state.unread !== before.unread) draw(state);
  });
}
