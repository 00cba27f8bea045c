/** When somebody who looks elsewhere is told that the film starts. */

/** @typedef {import("./reducer.js").State} State */

/** @param {State} state @returns {boolean} */
const plays = ({ playback }) => playback?.playback_state === "playing";

/**
 * Another one has started the film; what goes on after waiting or coming back is no start.
 * @param {State} state
 * @param {State} before
 * @returns {boolean}
 */
export function isStarted(state, before) {
  const was_paused = before.playback?.playback_state === "paused";
  const by = state.playback?.updated_by;
  return was_paused && plays(state) && Boolean(by) && by !== state.you?.session_id;
}
