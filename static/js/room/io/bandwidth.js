/**
 * How fast the film comes in, from what the browser says of finished fetches, and how much of it is
 * here. Hosts that do not allow to be measured (no `Timing-Allow-Origin`), and fetches that are
 * still under way, are not known: then there is no number rather than a wrong one.
 */

const RECENT_MS = 60_000;
/** Shorter fetches measure the way there, not the width of it. */
const LEAST_BYTES = 64 * 1024;

/** @typedef {{ bits: number, from_ms: number, to_ms: number }} Fetched */

/** Watches the fetches of one page from its making on. */
export class Bandwidth {
  /** @type {Fetched[]} */
  #fetched = [];
  /** @type {PerformanceObserver | null} */
  #observer = null;

  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.video = video;
    try {
      this.#observer = new PerformanceObserver((list) => list.getEntries().forEach(this.#note));
      this.#observer.observe({ type: "resource", buffered: true });
    } catch {
      // A browser that does not tell is one where nothing is known.
    }
  }

  /** Stop watching. */
  end() {
    this.#observer?.disconnect();
  }

  /** @param {PerformanceEntry} entry */
  #note = (entry) => {
    const { transferSize, responseStart, responseEnd } = /** @type {PerformanceResourceTiming} */ (entry);
    if (transferSize < LEAST_BYTES || responseEnd <= responseStart) return;
    const bits = transferSize * 8;
    this.#fetched = [...this.#fetched, { bits, from_ms: responseStart, to_ms: responseEnd }].slice(-20);
  };

  /** @returns {number | null} bits per second while something was fetched, in the last minute */
  bitsPerSecond() {
    const now_ms = performance.now();
    const recent = this.#fetched.filter(({ to_ms }) => now_ms - to_ms < RECENT_MS);
    const took_ms = recent.reduce((sum, { from_ms, to_ms }) => sum + to_ms - from_ms, 0);
    const bits = recent.reduce((sum, one) => sum + one.bits, 0);
    return took_ms > 0 ? bits / (took_ms / 1000) : null;
  }

  /** @returns {number | null} seconds of film that are loaded ahead; null when all of the rest is */
  ahead() {
    const { buffered, currentTime, duration, readyState } = this.video;
    if (readyState === 0) return null;
    for (let index = 0; index < buffered.length; index += 1) {
      if (buffered.start(index) > currentTime || buffered.end(index) < currentTime) continue;
      const end = buffered.end(index);
      return end >= duration - 0.5 ? null : end - currentTime;
    }
    return 0;
  }
}
