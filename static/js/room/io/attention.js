/**
 * What the room should know of the person and the player behind this page: that they look away and
 * are back, that their film stands and goes on.
 */

import { FRAME } from "../state/protocol.js";
import { isPlaying, isShowing, isWaiting, may, mayHold } from "../state/views.js";
import { onLeave, onReturn } from "./returns.js";
import { Stalls } from "./stalls.js";
import { after } from "./timers.js";

/**
 * @typedef {object} Parts
 * @property {import("./socket.js").RoomSocket} socket
 * @property {import("./player.js").HtmlPlayer} player
 * @property {import("./store.js").Store<import("../state/reducer.js").State, import("../state/reducer.js").Action>} store
 */

/** So long after a return the room's word may still be on its way. */
const SETTLES_MS = 3000;
/** Whoever is cut off for less than this was not away. */
const ABSENCE_MS = 5000;

/** Tells, and asks the person on return. */
export class Attention {
  #is_away = false;
  /** Whether the room played when this page was left, by its person or by the network. */
  #left_playing = false;
  #lost_at_ms = -Infinity;
  /** What came since the return is news; before, the page knows only how it was. */
  #is_looking = false;
  #stopLooking = () => {};

  /** @param {Parts} parts */
  constructor(parts) {
    const { player, store } = parts;
    this.parts = parts;
    this.stalls = new Stalls({
      is_ready: () => player.is_ready,
      is_expected: () => isShowing(store.getState()),
      onChange: (is_stalled) => this.#onStall(is_stalled),
    });
    onLeave(() => this.#onLeave());
    onReturn(() => this.#onReturn());
    store.subscribe((state, before) => {
      this.stalls.look();
      if (this.#is_looking && state.playback !== before.playback) this.#ask();
    });
  }

  /** Other media: a stall that was told does not count any more. */
  forget() {
    this.stalls.forget();
  }

  /** The line is gone; the room may pause for that, and nobody can tell this page. */
  lost() {
    const state = this.parts.store.getState();
    if (state.link.status !== "open") return;
    this.#lost_at_ms = performance.now();
    if (state.joined && isOn(state)) this.#left_playing = true;
  }

  /** There is a line again; the room does not know how this page is. */
  reconnected() {
    this.stalls.forget();
    if (this.#is_away) this.parts.socket.send(FRAME.AWAY, { reason: "hidden" });
    else if (performance.now() - this.#lost_at_ms >= ABSENCE_MS) this.#look();
    else this.#left_playing = false;
  }

  /** @param {boolean} is_stalled the beginning is told only where the room's policy may count it */
  #onStall(is_stalled) {
    const { socket, store } = this.parts;
    if (!is_stalled) socket.send(FRAME.BUFFER_END, {});
    else if (mayHold(store.getState())) socket.send(FRAME.BUFFER_START, {});
  }

  #onLeave() {
    const { socket, store } = this.parts;
    const state = store.getState();
    if (!state.joined || this.#is_away) return;
    this.#is_away = true;
    this.#left_playing = isOn(state);
    socket.send(FRAME.AWAY, { reason: "hidden" });
  }

  #onReturn() {
    if (!this.#is_away) return;
    this.#is_away = false;
    this.parts.socket.send(FRAME.BACK, {});
    this.#look();
    this.#ask();
  }

  /** Look for a while whether the room has paused meanwhile. */
  #look() {
    this.#stopLooking();
    this.#is_looking = true;
    this.#stopLooking = after(SETTLES_MS, () => {
      this.#is_looking = false;
      // Without a line nothing is known yet.
      if (this.parts.store.getState().link.status === "open") this.#left_playing = false;
    });
  }

  #ask() {
    const { store } = this.parts;
    const state = store.getState();
    if (!this.#left_playing || isPlaying(state)) return;
    this.#left_playing = false;
    if (may(state, "control")) store.dispatch({ type: "dialog", dialog: "back" });
  }
}

/** @param {import("../state/reducer.js").State} state @returns {boolean} it plays, or would if nobody's film stood */
const isOn = (state) => isPlaying(state) || isWaiting(state);
