/**
 * Asks what one has missed among the people: after the page was hidden or the line was lost for
 * more than half a minute, and after a page that was left comes back.
 */

import { request } from "./api.js";
import { meanwhile, missedSince } from "./meanwhile.js";
import { onReturn } from "./returns.js";
import { keep, recall } from "./storage.js";

const NOTE_MS = 10_000;
const KEY = "seen";

/** @typedef {import("../state/reducer.js").State} State */
/**
 * @typedef {object} Parts
 * @property {import("../state/types.js").Config} config
 * @property {import("./store.js").Store<State, import("../state/reducer.js").Action>} store
 * @property {() => number} now cloud clock, ms
 */

/** @param {State} state @returns {boolean} the room is there, with a line to it */
const isIn = ({ room, link }) => room !== null && link.status === "open";

/** Remembers when one was here last, and tells what was since. */
export class Missed {
  /** @type {number | null} cloud ms */
  #seen_ms;
  #is_asking = false;

  /** @param {Parts} parts */
  constructor(parts) {
    this.parts = parts;
    const { room, at } = recall(KEY, { room: "", at: 0 }) ?? {};
    this.#seen_ms = room === parts.config.room_id ? at : null;
    parts.store.subscribe((state, before) => {
      if (isIn(state) && !isIn(before)) void this.#look();
    });
    onReturn(() => void this.#look());
    setInterval(() => {
      if (!document.hidden) this.#note();
    }, NOTE_MS);
    // The moment of leaving.
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.#note();
    });
    window.addEventListener("pagehide", () => {
      if (!document.hidden) this.#note();
    });
  }

  /** @returns {boolean} */
  get #isIn() {
    return isIn(this.parts.store.getState());
  }

  /** One is here now; what was before is asked about first. */
  #note() {
    if (!this.#isIn || this.#is_asking) return;
    this.#seen_ms = Math.round(this.parts.now());
    keep(KEY, { room: this.parts.config.room_id, at: this.#seen_ms });
  }

  async #look() {
    if (!this.#isIn || document.hidden || this.#is_asking) return;
    const since = missedSince(this.#seen_ms, this.parts.now());
    if (since === null) {
      this.#note();
      return;
    }
    this.#is_asking = true;
    await this.#tell(since);
    this.#is_asking = false;
    this.#note();
  }

  /** @param {number} since */
  async #tell(since) {
    const { config, store, now } = this.parts;
    const path = `/rooms/${config.room_id}/comings?since=${Math.round(since)}`;
    const { ok, data } = await request(config, "GET", path);
    const name = ok ? meanwhile(data.results, config.texts) : "";
    if (name) store.dispatch({ type: "meanwhile", since, at: Math.round(now()), name });
  }
}
