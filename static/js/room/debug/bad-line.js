/** A bad line, played on this page alone: what goes over it comes late, in order, or not at all. */

/** Stands between a page and its socket. */
export class BadLine {
  delay_ms = 0;
  /** The share of texts that is lost, 0–1. */
  loss = 0;
  lost = 0;
  #due_ms = 0;

  /** @type {import("../io/socket.js").Shaper} */
  shape = (text, passOn) => {
    if (Math.random() < this.loss) {
      this.lost += 1;
      return;
    }
    // What is sent later does not come earlier, also after the delay has become shorter.
    const now_ms = performance.now();
    this.#due_ms = Math.max(this.#due_ms, now_ms + this.delay_ms);
    setTimeout(() => passOn(text), this.#due_ms - now_ms);
  };
}
