/**
 * While the picture runs the screen stays lit. Where a phone puts silent pages to sleep, a silent
 * sound runs with the room, so that the line is not cut the moment another app is in front.
 */

const SILENCE = "/static/sound/silence.wav";

/** @returns {boolean} Apple's browsers; all others that say so much say more */
function isWebKit() {
  const { userAgent } = navigator;
  return /AppleWebKit/.test(userAgent) && !/Chrom|Android|Edg/.test(userAgent);
}

/** @returns {Promise<WakeLockSentinel | null>} null: no battery left for it, or no such thing */
async function requestLock() {
  try {
    return (await navigator.wakeLock?.request("screen")) ?? null;
  } catch {
    return null;
  }
}

/** Keeps one phone awake. */
export class KeepAwake {
  /** @type {WakeLockSentinel | null} */
  #lock = null;
  #is_wanted = false;
  /** One request at a time, or a lock would be lost sight of. */
  #turn = Promise.resolve();
  #silence = new Audio();

  /** @param {import("./notifier.js").RoomStore} store */
  constructor(store) {
    // The system takes the lock away whenever the page is hidden.
    document.addEventListener("visibilitychange", () => this.#look());
    store.subscribe((state, before) => {
      if (state.joined && !before.joined) this.#join();
      if (state.link.status === "over") this.#silence.pause();
      this.#want(state.picture === "running" && state.link.status !== "over");
    });
  }

  /** Happens inside the click, or the sound would be refused. */
  #join() {
    if (!isWebKit()) return;
    this.#silence.src = SILENCE;
    this.#silence.loop = true;
    this.#silence.play().catch(() => {
      // Then the page sleeps with the others, and comes back by itself.
    });
  }

  /** @param {boolean} is_wanted the picture runs */
  #want(is_wanted) {
    if (is_wanted === this.#is_wanted) return;
    this.#is_wanted = is_wanted;
    this.#look();
  }

  #look() {
    this.#turn = this.#turn.then(() => this.#apply());
  }

  async #apply() {
    const needs = this.#is_wanted && document.visibilityState === "visible";
    const has = this.#lock !== null && !this.#lock.released;
    if (needs && !has) this.#lock = await requestLock();
    if (!needs && has) await this.#lock?.release();
  }
}
