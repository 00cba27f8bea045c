/** Tells the room that somebody types: now and then while they do, and once when they stop. */

/** The room believes it for a little longer than this. */
export const AGAIN_MS = 3000;

/** Knows what the room was told last. */
export class Typist {
  #told_ms = -Infinity;

  /** @param {{ now: () => number, tell: (is_typing: boolean) => void }} parts */
  constructor({ now, tell }) {
    this.now = now;
    this.tell = tell;
  }

  /** @param {string} text what stands in the field now */
  types(text) {
    const now_ms = this.now();
    if (text.trim() === "") this.#stop();
    else if (now_ms - this.#told_ms >= AGAIN_MS) {
      this.#told_ms = now_ms;
      this.tell(true);
    }
  }

  /** The line itself says that it is finished. */
  sent() {
    this.#told_ms = -Infinity;
  }

  #stop() {
    if (this.now() - this.#told_ms < AGAIN_MS * 2) this.tell(false);
    this.sent();
  }
}
