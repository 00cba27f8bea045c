/**
 * Play and pause from a headset, the lock screen or a small picture: not from our buttons, so the
 * player has obeyed already when we hear of it.
 */

import { FRAME } from "../state/protocol.js";
import { may, noControlKey } from "../state/views.js";

/**
 * @typedef {object} Parts
 * @property {import("./store.js").Store<import("../state/reducer.js").State, import("../state/reducer.js").Action>} store
 * @property {import("./socket.js").RoomSocket} socket
 * @property {import("./player.js").HtmlPlayer} player
 * @property {import("./follower.js").Follower} follower
 * @property {(told: import("../state/notices.js").Told) => void} notify
 */

/**
 * Ask the room for it, or go back to what the room shows.
 * @param {Parts} parts
 * @param {"play" | "pause"} kind
 */
export function onGesture(parts, kind) {
  const { store, socket, player, follower } = parts;
  const state = store.getState();
  if (state.joined && may(state, "control")) {
    const data = kind === "pause" ? { current_time: player.position } : {};
    socket.send(FRAME.PLAYBACK, { action: kind, ...data });
    return;
  }
  if (state.joined) parts.notify({ key: noControlKey(state), tone: "warning" });
  follower.recover();
}
