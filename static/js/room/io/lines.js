/** The line that holds and the one that goes on from it, which may begin a moment later. */

import { startsAt } from "../state/timeline.js";

/** @typedef {import("../state/types.js").Playback} Playback */

/** Knows which of two lines holds now. */
export class Lines {
  /** @type {Playback | null} */
  #line = null;
  /** @type {Playback | null} goes on from the present line, from its start */
  #next = null;

  /** @param {() => number} now cloud clock, ms */
  constructor(now) {
    this.now = now;
  }

  /** @returns {Playback | null} the line that holds now */
  get present() {
    return this.#next && this.now() >= startsAt(this.#next) ? this.#next : this.#line;
  }

  /** @returns {Playback | null} the room's last word, even if it does not hold yet */
  get newest() {
    return this.#next ?? this.#line;
  }

  /** @param {Playback} playback the only line from now on */
  take(playback) {
    this.#line = playback;
    this.#next = null;
  }

  /** @param {Playback} line @param {Playback} next */
  goOn(line, next) {
    this.#line = line;
    this.#next = next;
  }

  /** @param {Playback} playback the newest line, with more known of it */
  complete(playback) {
    if (this.#next) this.#next = playback;
    else this.#line = playback;
  }

  /** @param {number} version @returns {boolean} whether that line was next, and is present now */
  changeOver(version) {
    if (this.#next?.version !== version) return false;
    this.take(this.#next);
    return true;
  }

  /** @returns {boolean} whether a line took over because its time has come */
  promote() {
    const next = this.#next;
    return next !== null && this.present === next && this.changeOver(next.version);
  }
}
