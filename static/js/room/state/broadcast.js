/**
 * A broadcast has no beginning that all pages share: each counts its video's seconds from where it came in.
 * What they share is what the playlist says of each piece, and from that the *moment*: seconds of one time
 * line for everybody. The room's position is the moment within its day, and one day: what is smaller was
 * never chosen for a broadcast, as the 0 of a film that has just been put on. Pure.
 */

const DAY_S = 86_400;
/** Playlists round the length of a piece to this. */
const ROUNDED_S = 0.001;

/**
 * A piece of the playlist, as hls.js tells of it. `start` is its place in the video, s.
 * @typedef {object} Piece
 * @property {number} sn
 * @property {number} start
 * @property {number | null} programDateTime ms
 * @property {readonly (readonly string[])[]} tagList
 */
/** The moment, s, at which a piece begins. @typedef {(piece: Piece) => number} Axis */

/**
 * By the dates of the pieces, else by their numbers where all are equally long, else there is none: how
 * long those were that have left the playlist, nobody knows who comes in late.
 * @param {readonly Piece[]} pieces
 * @returns {Axis | null}
 */
export function axisOf(pieces) {
  if (pieces.length === 0) return null;
  if (areDated(pieces)) return ({ programDateTime }) => Number(programDateTime) / 1000;
  const length_s = lengthOf(pieces);
  return length_s ? ({ sn }) => sn * length_s : null;
}

/** @param {readonly Piece[]} pieces @returns {boolean} each has a date, and none goes back in time */
function areDated(pieces) {
  let last_ms = -Infinity;
  return pieces.every(({ programDateTime }) => {
    const is_good = Number.isFinite(programDateTime) && Number(programDateTime) >= last_ms;
    last_ms = Number(programDateTime);
    return is_good;
  });
}

/**
 * As written in the playlist: what hls.js measures while it loads is not the same on two pages.
 * @param {readonly Piece[]} pieces
 * @returns {number | null} seconds, null when they differ
 */
function lengthOf(pieces) {
  const lengths = pieces.map(({ tagList }) => Number(tagList.find(([tag]) => tag === "INF")?.[1]));
  return lengths.every((one) => Math.abs(one - lengths[0]) <= ROUNDED_S) ? lengths[0] : null;
}

/**
 * @param {readonly Piece[]} pieces not empty
 * @param {Axis} axis
 * @param {number} place_s of the video
 * @returns {number} the moment there
 */
export function momentAt(pieces, axis, place_s) {
  const piece = lastOf(pieces, ({ start }) => start <= place_s);
  return axis(piece) + place_s - piece.start;
}

/**
 * @param {readonly Piece[]} pieces not empty
 * @param {Axis} axis
 * @param {number} moment_s
 * @returns {number} the place in the video, also beyond what the playlist holds
 */
export function placeAt(pieces, axis, moment_s) {
  const piece = lastOf(pieces, (one) => axis(one) <= moment_s);
  return piece.start + moment_s - axis(piece);
}

/**
 * @param {readonly Piece[]} pieces
 * @param {(piece: Piece) => boolean} has_begun
 * @returns {Piece} the last that has begun, else the first
 */
function lastOf(pieces, has_begun) {
  const next = pieces.findIndex((piece) => !has_begun(piece));
  return pieces[next < 0 ? pieces.length - 1 : Math.max(0, next - 1)];
}

/** @param {number} position_s the room's @returns {boolean} it was chosen for a broadcast */
export function isMoment(position_s) {
  return position_s >= DAY_S;
}

/** @param {number} moment_s @returns {number} the room's position */
export function positionOf(moment_s) {
  return DAY_S + modulo(moment_s, DAY_S);
}

/**
 * @param {number} position_s the room's
 * @param {number} near_s a moment
 * @returns {number} that of the position's moments which is nearest to it
 */
export function momentNear(position_s, near_s) {
  return near_s - DAY_S / 2 + modulo(position_s - near_s + DAY_S / 2, DAY_S);
}

/** @param {number} value @param {number} divisor @returns {number} never negative */
const modulo = (value, divisor) => ((value % divisor) + divisor) % divisor;
