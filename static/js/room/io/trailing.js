/** Doing something at once and then at most once in a while, always with the newest value. */

/** @template V */
export class Trailing {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {V | null} the newest value that has not been acted on */
  waiting = null;

  /**
   * @param {number} gap_ms
   * @param {(value: V) => void} act
   */
  constructor(gap_ms, act) {
    this.gap_ms = gap_ms;
    this.act = act;
  }

  /** @param {V} value */
  put(value) {
    if (this.#timer !== undefined) this.waiting = value;
    else this.#run(value);
  }

  /** What waits is out of date. */
  drop() {
    this.waiting = null;
  }

  /** @param {V} value */
  #run(value) {
    this.waiting = null;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.waiting !== null) this.#run(this.waiting);
    }, this.gap_ms);
    this.act(value);
  }
}
