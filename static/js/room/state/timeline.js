/**
 * The line: where the room's picture is at any instant of the cloud clock.
 * position(t) = current_time + rate × (t − start), held at current_time before the start.
 */

/** @typedef {import("./types.js").Playback} Playback */

/**
 * The instant (cloud ms) from which the state holds; it may lie ahead.
 * @param {Playback} playback
 * @returns {number}
 */
export function startsAt(playback) {
  return Math.max(playback.server_time, playback.effective_at ?? 0);
}

/** @param {Playback} playback @returns {number} seconds; Infinity while nobody knows it */
const endOf = (playback) => (playback.duration ? playback.duration : Infinity);

/**
 * Position (s) of the room's picture at a cloud instant (ms).
 * @param {Playback} playback
 * @param {number} at_ms
 * @returns {number}
 */
export function positionAt(playback, at_ms) {
  const { current_time, playback_rate, playback_state } = playback;
  const elapsed_ms = playback_state === "playing" ? Math.max(0, at_ms - startsAt(playback)) : 0;
  const position = current_time + (playback_rate * elapsed_ms) / 1000;
  return Math.min(Math.max(position, 0), endOf(playback));
}

/**
 * The cloud instant (ms) at which a playing line reaches a position (s).
 * @param {Playback} playback
 * @param {number} position_s
 * @returns {number}
 */
export function instantOf(playback, position_s) {
  const ahead_s = Math.max(0, position_s - playback.current_time);
  return startsAt(playback) + (ahead_s / playback.playback_rate) * 1000;
}

/**
 * Tell whether the line has run into the end of the media.
 * @param {Playback} playback
 * @param {number} at_ms
 * @returns {boolean}
 */
export function hasEnded(playback, at_ms) {
  return positionAt(playback, at_ms) >= endOf(playback);
}

/**
 * Tell whether `next` goes on where `line` will be when `next` begins, so that a playing picture
 * need not stop for it (a change of speed, a second "play").
 * @param {Playback} line
 * @param {Playback} next
 * @param {number} slack_s
 * @returns {boolean}
 */
export function continues(line, next, slack_s) {
  if (line.media_url !== next.media_url) return false;
  if (line.playback_state !== "playing" || next.playback_state !== "playing") return false;
  const at_ms = startsAt(next);
  return Math.abs(positionAt(line, at_ms) - positionAt(next, at_ms)) <= slack_s;
}

/**
 * Tell whether the room stands until somebody's film has loaded.
 * @param {Playback | null} playback
 * @returns {boolean}
 */
export function isHeld(playback) {
  return playback?.playback_state === "buffering";
}
