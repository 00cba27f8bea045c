/** What the page measures, readable for people and tests that look into it; only in debug mode. */

/** @typedef {import("./controller.js").Controller} Controller */

/**
 * Put a read-only `window.xiaowo` there.
 * @param {Controller} controller
 */
export function exposeFacts({ clock, follower, player, store, leads }) {
  const facts = {
    get clock() {
      return { now_ms: clock.now(), ...clock.read() };
    },
    /** Difference (s) of the line and the own position: positive means behind. */
    get d() {
      return follower.corrector.diff_s;
    },
    get line() {
      return follower.line;
    },
    get line_position() {
      const { diff_s } = follower.corrector;
      return diff_s === null ? null : player.position + diff_s;
    },
    get rate() {
      return player.video.playbackRate;
    },
    get level() {
      return store.getState().sync.level;
    },
    get version() {
      return store.getState().playback?.version ?? null;
    },
    get state() {
      return store.getState();
    },
    leads,
  };
  Object.defineProperty(window, "xiaowo", { value: Object.freeze(facts) });
}
