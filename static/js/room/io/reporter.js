/**
 * What the page tells the room about itself: that the media can be played, how long it is, and how
 * far its picture is from the line.
 */

import { FRAME } from "../state/protocol.js";
import { may } from "../state/views.js";
import { every } from "./timers.js";

const REPORT_EVERY_MS = 30_000;

/** @typedef {import("../state/types.js").Level} Level */
/**
 * @typedef {object} Parts
 * @property {import("./socket.js").RoomSocket} socket
 * @property {import("./cloud-clock.js").CloudClock} clock
 * @property {import("./player.js").HtmlPlayer} player
 * @property {import("./store.js").Store<import("../state/reducer.js").State, import("../state/reducer.js").Action>} store
 */

/** Sends the reports, each only when it says something new. */
export class Reporter {
  /** @type {boolean | null} */
  #ready = null;
  /** @type {Level | null} as told last */
  #level = null;
  #duration_of = "";

  /** @param {Parts} parts */
  constructor(parts) {
    this.parts = parts;
    every(REPORT_EVERY_MS, () => this.#report());
  }

  /** Other media: what was said of the last does not count. */
  forget() {
    this.#ready = null;
    this.#duration_of = "";
  }

  /** Say again what the room does not know any more: on a new connection, for the same media. */
  repeat() {
    const was_ready = this.#ready;
    this.forget();
    this.#level = null;
    if (was_ready !== null) this.ready(was_ready);
    const { duration } = this.parts.player.video;
    if (Number.isFinite(duration) && duration > 0) this.duration(duration);
  }

  /** @param {boolean} is_ready */
  ready(is_ready) {
    if (is_ready === this.#ready) return;
    this.#ready = is_ready;
    this.parts.socket.send(FRAME.READY, { is_ready });
  }

  /** @param {number} duration seconds; told once for each media, and only if the room lacks it */
  duration(duration) {
    const state = this.parts.store.getState();
    const url = state.playback?.media_url ?? "";
    if (!may(state, "control") || state.playback?.duration || this.#duration_of === url) return;
    this.#duration_of = url;
    this.parts.socket.send(FRAME.DURATION, { duration });
  }

  /** @param {Level} level as found by the controller; a change is told at once */
  synced(level) {
    if (level === this.#level) return;
    this.#level = level;
    this.#report();
  }

  #report() {
    const { socket, clock, player, store } = this.parts;
    const { joined, picture } = store.getState();
    if (!joined || picture !== "running") return;
    const at = Math.round(clock.now());
    socket.send(FRAME.SYNC, { current_time: player.position, at, level: this.#level ?? "perfect" });
  }
}
