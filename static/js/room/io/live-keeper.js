/**
 * Keeps a room that plays within what can still be seen of its broadcast. Each page says when it could not
 * follow; the host's page, of which there is always one, moves the room. That is no answer to a state: it
 * is the broadcast that went on (docs/decisions/0021).
 */

import { FRAME } from "../state/protocol.js";
import { isMoving } from "../state/views.js";

/** The room's answer, and the jump to there, take a while; until then the page strays on. */
const AGAIN_MS = 5000;

/**
 * @typedef {object} Parts
 * @property {import("./socket.js").RoomSocket} socket
 * @property {import("./store.js").Store<import("../state/reducer.js").State, import("../state/reducer.js").Action>} store
 * @property {(told: import("../state/notices.js").Told) => void} notify
 */

/** For one page. */
export class LiveKeeper {
  #last_ms = -Infinity;

  /** @param {Parts} parts */
  constructor(parts) {
    this.parts = parts;
  }

  /** @param {import("./live.js").Mending} mending where the room would have to be */
  mend({ to_s, is_past }) {
    const { socket, store, notify } = this.parts;
    const state = store.getState();
    if (!isMoving(state) || performance.now() - this.#last_ms < AGAIN_MS) return;
    this.#last_ms = performance.now();
    if (is_past) notify({ key: "live_past", tone: "info" });
    if (state.you?.role !== "host" || state.link.status !== "open") return;
    socket.send(FRAME.SEEK, { current_time: to_s, reason: "live" });
  }
}
