/** Which stretches of a film's lines are here; the missing ones are fetched, each once. */

import { STRETCH_S, stretchesAt } from "../state/danmaku.js";

/** What could not be fetched is not asked for again sooner. */
const AGAIN_MS = 15_000;

/** Of one film at a time. */
export class Stretches {
  /** @type {Map<number, number>} start → when it may be fetched again, by the page's own clock */
  #asked = new Map();

  /** @param {{ now: () => number, load: (from: number, to: number) => Promise<boolean> }} parts */
  constructor({ now, load }) {
    this.now = now;
    this.load = load;
  }

  /** @param {number} position of the film, seconds */
  need(position) {
    for (const start of stretchesAt(position)) {
      if (this.now() >= (this.#asked.get(start) ?? -Infinity)) void this.#fetch(start);
    }
  }

  /** Another film, or a line that was down: nothing is known to be complete. */
  forget() {
    this.#asked = new Map();
  }

  /** @param {number} start */
  async #fetch(start) {
    const asked = this.#asked;
    asked.set(start, Infinity);
    const is_here = await this.load(start, start + STRETCH_S);
    if (!is_here) asked.set(start, this.now() + AGAIN_MS);
  }
}
