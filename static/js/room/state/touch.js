/** What a finger on the picture means; pure. */

/** Below this a finger trembles. */
const DRAG_PX = 16;
/** Phones use their edges for themselves. */
const EDGE_PX = 24;
/** A finger that crosses the whole picture moves so far. */
const SPAN_S = 90;

/**
 * @param {readonly { x: number, y: number }[]} from where the fingers began, px
 * @param {readonly { x: number, y: number }[]} to
 * @returns {boolean} they only tremble
 */
export function isHeldStill(from, to) {
  return to.every(({ x, y }, i) => Math.hypot(x - from[i]?.x, y - from[i]?.y) < DRAG_PX);
}

/** @param {number} x px @param {number} width px @returns {"left" | "middle" | "right"} */
export function zoneOf(x, width) {
  if (x < width / 3) return "left";
  return x > (width * 2) / 3 ? "right" : "middle";
}

/**
 * @param {{ x: number, dx: number, dy: number, width: number }} drag where it began and how far it has come, px
 * @returns {"seek" | "volume" | null} null: nothing yet, or nothing at all
 */
export function dragOf({ x, dx, dy, width }) {
  if (Math.max(Math.abs(dx), Math.abs(dy)) < DRAG_PX) return null;
  if (x < EDGE_PX || x > width - EDGE_PX) return null;
  if (Math.abs(dx) > Math.abs(dy)) return "seek";
  return x > width / 2 ? "volume" : null;
}

/**
 * @param {number} from seconds
 * @param {number} dx px
 * @param {{ width: number, duration: number }} of the picture, px, and of the film, seconds
 * @returns {number} seconds
 */
export function seekTarget(from, dx, { width, duration }) {
  const to = from + (dx / Math.max(1, width)) * Math.min(SPAN_S, duration || SPAN_S);
  return Math.min(Math.max(0, to), duration || Infinity);
}

/**
 * @param {number} from 0–1
 * @param {number} dy px, positive downwards
 * @param {number} height px
 * @returns {number} 0–1: two thirds of the picture are the whole range
 */
export function volumeTarget(from, dy, height) {
  return Math.min(1, Math.max(0, from - dy / Math.max(1, height / 1.5)));
}
