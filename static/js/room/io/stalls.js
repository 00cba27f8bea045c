/**
 * Notices that a film which ought to run stands for want of data, and when it has enough again.
 * A short stop is nobody's business; the follower makes it up. Nothing is looked at while nothing runs.
 */

import { every } from "./timers.js";

const CHECK_MS = 100;
const STALL_MS = 2000;

/**
 * @typedef {object} StallOptions
 * @property {() => boolean} is_ready the player could go on now
 * @property {() => boolean} is_expected the room plays and this page with it
 * @property {(is_stalled: boolean) => void} onChange
 */

/** Watches one player. */
export class Stalls {
  /** @type {number | null} */
  #since = null;
  #is_told = false;
  /** @type {(() => void) | null} null: nothing is looked at */
  #rest = null;

  /** @param {StallOptions} options */
  constructor(options) {
    this.options = options;
  }

  /** To be called whenever a film may have come to be expected to run. */
  look() {
    if (this.#isOpen) this.#rest ??= every(CHECK_MS, () => this.#check());
  }

  /** @returns {boolean} once told, the room itself stands, so only the player can say when it is over */
  get #isOpen() {
    return this.#is_told || this.options.is_expected();
  }

  /** Other media, or a new connection: what was told does not count any more. */
  forget() {
    this.#since = null;
    this.#is_told = false;
  }

  #check() {
    const { is_ready, onChange } = this.options;
    if (!this.#isOpen || is_ready()) {
      this.#since = null;
      if (this.#is_told) this.#tell(false, onChange);
      if (!this.#isOpen) this.#stop();
      return;
    }
    this.#since ??= performance.now();
    const is_long = performance.now() - this.#since >= STALL_MS;
    if (is_long && !this.#is_told) this.#tell(true, onChange);
  }

  #stop() {
    this.#rest?.();
    this.#rest = null;
  }

  /** @param {boolean} is_stalled @param {(is_stalled: boolean) => void} onChange */
  #tell(is_stalled, onChange) {
    this.#is_told = is_stalled;
    onChange(is_stalled);
  }
}
