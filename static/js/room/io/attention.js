/**
 * What the room should know of the person and the player behind this page: that they look away and
 * are back, that their film stands and goes on.
 */

import { FRAME } from "../state/protocol.js";
import { isPlaying, isRunning, may, mayHold } from "../state/views.js";
import { onLeave, onReturn } from "./returns.js";
import { Stalls } from "./stalls.js";

/**
 * @typedef {object} Parts
 * @property {import("./socket.js").RoomSocket} socket
 * @property {import("./player.js").HtmlPlayer} player
 * @property {import("./store.js").Store<import("../state/reducer.js").State, import("../state/reducer.js").Action>} store
 */

/** Tells, and asks the person on return. */
export class Attention {
  #is_away = false;
  /** Whether the room played when this page was hidden. */
  #left_playing = false;

  /** @param {Parts} parts */
  constructor(parts) {
    const { player, store } = parts;
    this.parts = parts;
    this.stalls = new Stalls({
      is_ready: () => player.is_ready,
      is_expected: () => isRunning(store.getState()),
      onChange: (is_stalled) => this.#onStall(is_stalled),
    });
    onLeave(() => this.#onLeave());
    onReturn(() => this.#onReturn());
  }

  /** Other media, or a new connection: a stall that was told does not count any more. */
  forget() {
    this.stalls.forget();
  }

  /** @param {boolean} is_stalled told only where the room's policy may count it */
  #onStall(is_stalled) {
    const { socket, store } = this.parts;
    if (!mayHold(store.getState())) return;
    socket.send(is_stalled ? FRAME.BUFFER_START : FRAME.BUFFER_END, {});
  }

  #onLeave() {
    const { socket, store } = this.parts;
    const state = store.getState();
    if (!state.joined || this.#is_away) return;
    this.#is_away = true;
    this.#left_playing = isPlaying(state);
    socket.send(FRAME.AWAY, { reason: "hidden" });
  }

  #onReturn() {
    const { socket, store } = this.parts;
    const state = store.getState();
    if (!this.#is_away) return;
    this.#is_away = false;
    socket.send(FRAME.BACK, {});
    const asks = this.#left_playing && !isPlaying(state) && may(state, "control");
    if (asks) store.dispatch({ type: "dialog", dialog: "back" });
    this.#left_playing = false;
  }
}
