/** How the browser bears it: pictures a second, memory, and how busy the page's own thread is. */

const BEAT_MS = 50;
const KEPT_MS = 3000;
const MEGABYTE = 1024 * 1024;

/** @typedef {{ at_ms: number, late_ms: number }} Beat */

/** Feels the pulse of one page from its making until it is stopped. */
export class Pulse {
  /** @type {number[]} */
  #frames = [];
  /** @type {Beat[]} */
  #beats = [];
  #request = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.video = video;
    this.#frame(performance.now());
    this.#beat();
  }

  stop() {
    cancelAnimationFrame(this.#request);
    clearTimeout(this.#timer);
  }

  read() {
    const now_ms = performance.now();
    const memory = /** @type {any} */ (performance).memory;
    const { droppedVideoFrames, totalVideoFrames } = this.video.getVideoPlaybackQuality();
    return {
      fps: this.#frames.filter((at_ms) => now_ms - at_ms <= 1000).length,
      busy: this.#busy(now_ms),
      memory_mb: memory ? Math.round(memory.usedJSHeapSize / MEGABYTE) : null,
      video_frames: { shown: totalVideoFrames - droppedVideoFrames, dropped: droppedVideoFrames },
    };
  }

  /** A timer that rings late found the thread busy. @param {number} now_ms @returns {number} 0–1 */
  #busy(now_ms) {
    const beats = this.#beats.filter(({ at_ms }) => now_ms - at_ms <= KEPT_MS);
    const late_ms = beats.reduce((sum, beat) => sum + beat.late_ms, 0);
    return beats.length ? Math.min(1, late_ms / (beats.length * BEAT_MS + late_ms)) : 0;
  }

  /** @param {number} now_ms */
  #frame = (now_ms) => {
    this.#frames = [...this.#frames.filter((at_ms) => now_ms - at_ms <= 1000), now_ms];
    this.#request = requestAnimationFrame(this.#frame);
  };

  #beat() {
    const due_ms = performance.now() + BEAT_MS;
    this.#timer = setTimeout(() => {
      const at_ms = performance.now();
      const kept = this.#beats.filter((beat) => at_ms - beat.at_ms <= KEPT_MS);
      this.#beats = [...kept, { at_ms, late_ms: Math.max(0, at_ms - due_ms) }];
      this.#beat();
    }, BEAT_MS);
  }
}
