/** A line of measurements as points of a drawing. Pure. */

/** The scale reaches at least so far, so that a quiet line does not look wild. */
const LEAST_TOP_MS = 200;
const STEP_MS = 100;

/** @typedef {{ x: number, y: number }} Point */
/** @typedef {{ at_ms: number, rtt_ms: number | null }} Measurement */
/**
 * @typedef {object} Trend
 * @property {readonly (readonly Point[])[]} pieces where there was no answer the line is broken
 * @property {number} top_ms what the upper edge stands for
 */

/**
 * Lay measurements out on a drawing, the newest at its right edge.
 * @param {readonly Measurement[]} measurements oldest first
 * @param {{ width: number, height: number, span_ms: number, now_ms: number }} paper
 * @returns {Trend}
 */
export function trendOf(measurements, { width, height, span_ms, now_ms }) {
  const highest = Math.max(LEAST_TOP_MS, ...measurements.map(({ rtt_ms }) => rtt_ms ?? 0));
  const top_ms = Math.ceil(highest / STEP_MS) * STEP_MS;
  /** @type {Point[][]} */
  const pieces = [[]];
  for (const { at_ms, rtt_ms } of measurements) {
    if (now_ms - at_ms > span_ms) continue;
    if (rtt_ms === null) pieces.push([]);
    else pieces[pieces.length - 1].push(pointOf(at_ms, rtt_ms));
  }
  return { pieces: pieces.filter((piece) => piece.length > 0), top_ms };

  /** @param {number} at_ms @param {number} rtt_ms @returns {Point} */
  function pointOf(at_ms, rtt_ms) {
    const x = width * (1 - (now_ms - at_ms) / span_ms);
    return { x: round(x), y: round(height * (1 - rtt_ms / top_ms)) };
  }
}

/** @param {number} value @returns {number} */
const round = (value) => Math.round(value * 10) / 10;

/**
 * The points as SVG wants them; a single one becomes a short stroke, for a point draws nothing.
 * @param {readonly Point[]} piece
 * @returns {string}
 */
export function pointsOf(piece) {
  const drawn = piece.length === 1 ? [{ x: piece[0].x - 2, y: piece[0].y }, piece[0]] : piece;
  return drawn.map(({ x, y }) => `${x},${y}`).join(" ");
}
