/**
 * Sends what is counted of a visit in batches, the last of them while the page goes. Nobody's wish to
 * be left alone is overheard, nothing is tried twice, and nothing else waits for it.
 */

import { BATCH, bareAddress, happeningsOf, mayCount, UNWATCHED, watchedFor, watching } from "../state/events.js";
import { isShowing } from "../state/views.js";
import { after } from "./timers.js";

const SEND_AFTER_MS = 10_000;

/** @typedef {import("../state/events.js").Happening} Happening */
/**
 * @typedef {object} TrackerParts
 * @property {import("../state/types.js").Config} config
 * @property {import("./notifier.js").RoomStore} store
 * @property {HTMLVideoElement} video
 * @property {() => number} now cloud clock, ms
 */

/** Counts one visit. */
export class Tracker {
  /** @type {object[]} */
  #waiting = [];
  #watch = UNWATCHED;
  #callOff = () => {};

  /** @param {TrackerParts} parts */
  constructor(parts) {
    this.parts = parts;
    this.may_count = mayCount(/** @type {any} */ (navigator));
    if (this.may_count) this.#listen();
  }

  /** The panel that shows the page's inside was opened: told at once, and of whoever, nameless. */
  debugOpened() {
    this.#post([{ event_name: "debug_open", room_id: this.parts.config.room_id }]);
  }

  /** The panel was closed, by hand or by itself. */
  debugClosed() {
    this.#post([{ event_name: "debug_close", room_id: this.parts.config.room_id }]);
  }

  #listen() {
    const { store, video } = this.parts;
    store.subscribe((state, before) => {
      this.#watch = watching(this.#watch, isShowing(state), performance.now());
      for (const happening of happeningsOf(state, before)) this.#note(happening);
    });
    video.addEventListener("ended", () => this.#note({ event_name: "video_complete" }));
    window.addEventListener("error", () => this.#note({ event_name: "error_occur", detail: "script" }));
    window.addEventListener("pagehide", () => this.#leave());
    window.addEventListener("pageshow", ({ persisted }) => {
      if (persisted) this.#note({ event_name: "room_enter" });
    });
  }

  /** @param {Happening} happening */
  #note(happening) {
    const { config, now } = this.parts;
    if (this.#waiting.length === 0) this.#callOff = after(SEND_AFTER_MS, () => this.#send());
    this.#waiting.push({
      ...happening,
      room_id: config.room_id,
      session_id: config.session.id,
      timestamp: Math.round(now()),
      device_type: matchMedia("(pointer: coarse)").matches ? "mobile" : "desktop",
      referrer: bareAddress(document.referrer),
    });
    if (this.#waiting.length >= BATCH) this.#send();
  }

  #leave() {
    const duration = Math.round(watchedFor(this.#watch, performance.now()) / 1000);
    this.#note({ event_name: "room_leave", duration });
    this.#watch = UNWATCHED;
    this.#send();
  }

  #send() {
    this.#callOff();
    this.#post(this.#waiting.splice(0));
  }

  /** A beacon goes out even when the page is gone the next moment. @param {object[]} events */
  #post(events) {
    if (events.length === 0) return;
    const body = new Blob([JSON.stringify({ events })], { type: "application/json" });
    navigator.sendBeacon(`${this.parts.config.api}/track`, body);
  }
}
