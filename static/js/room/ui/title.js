/** The room's name wherever the page shows it; somebody may change it. */

import { find, write } from "../../lib/dom.js";

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
  return store.subscribe(({ room }, before) => {
    if (!room || room.name === before.room?.name) return;
    for (const place of places) write(place, room.name);
    document.title = room.name + rest;
  });
}
