/**
 * Lines that cross the picture from right to left, each in a lane, none over another. Pure; times
 * are of a clock that stands while the film stands.
 */

/**
 * One line on its way: its head enters at the right edge at `starts_s`.
 * @typedef {object} Flight
 * @property {number} starts_s
 * @property {number} width of the line, px
 * @property {number} span of the picture, px
 * @property {number} speed px/s
 */

/** Between the end of one line and the head of the next, px. */
export const GAP_PX = 24;

/** @param {Flight} flight @returns {number} when its end has left the picture, s */
export function endsAt({ starts_s, width, span, speed }) {
  return starts_s + (span + width) / speed;
}

/**
 * Tell whether `next` never touches `before`, if both keep their speed: the one before has come in
 * wholly when the next starts, and is out when the next reaches the left edge.
 * @param {Flight | undefined} before
 * @param {Flight} next
 * @returns {boolean}
 */
export function isClear(before, next) {
  if (!before || endsAt(before) <= next.starts_s) return true;
  const came_px = (next.starts_s - before.starts_s) * before.speed;
  if (before.span !== next.span || came_px < before.width + GAP_PX) return false;
  const arrives_s = next.starts_s + next.span / next.speed;
  return endsAt(before) + GAP_PX / before.speed <= arrives_s || before.speed >= next.speed;
}

/**
 * @param {readonly (Flight | undefined)[]} lanes the last flight of each lane, the uppermost first
 * @param {Flight} flight
 * @returns {number} the uppermost lane that is free for it; -1: none
 */
export function freeLane(lanes, flight) {
  return Array.from(lanes).findIndex((last) => isClear(last, flight));
}
