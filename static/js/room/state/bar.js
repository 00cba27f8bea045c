/** The geometry of the bar; pure. */

/** The thumb stops half its width before either end. */
const THUMB_PX = 16;
const EMPTY = "transparent 0 100%";

/**
 * @param {number} x from the bar's left edge, px
 * @param {number} width px
 * @param {number} duration seconds
 * @returns {number} seconds that a press there means
 */
export function barTime(x, width, duration) {
  const share = (x - THUMB_PX / 2) / Math.max(1, width - THUMB_PX);
  return Math.min(Math.max(share, 0), 1) * duration;
}

/**
 * @param {readonly (readonly [number, number])[]} ranges loaded, seconds, in order
 * @param {number} duration seconds; 0: not known
 * @returns {string} stops of a gradient, left to right
 */
export function loadedStops(ranges, duration) {
  if (!duration || ranges.length === 0) return EMPTY;
  /** @param {number} seconds */
  const at = (seconds) => `${Math.min(100, (seconds / duration) * 100).toFixed(2)}%`;
  const stops = ranges.map(
    ([start, end]) => `transparent ${at(start)}, var(--loaded) ${at(start)} ${at(end)}, transparent ${at(end)}`,
  );
  return stops.join(", ");
}
