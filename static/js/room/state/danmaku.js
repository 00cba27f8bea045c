/**
 * Lines over the picture: how a viewer wants them, which are due at a place of the film, and which
 * stretches of it must be fetched. Pure; positions in seconds.
 */

/** @typedef {import("./types.js").Message} Message */
/**
 * @typedef {object} Taste
 * @property {boolean} is_on
 * @property {Speed} speed
 * @property {Density} density
 * @property {readonly string[]} hidden sessions whose lines are not wanted
 */
/** @typedef {keyof typeof CROSSING_S} Speed */
/** @typedef {keyof typeof SHARE} Density */

/** How long the head of a line takes from edge to edge. */
export const CROSSING_S = Object.freeze({ slow: 14, normal: 10, fast: 6.5 });
/** How much of the height that is free for lines they take. */
export const SHARE = Object.freeze({ few: 0.25, half: 0.5, full: 1 });

/** So many people are kept hidden; sessions do not live long. */
const HIDDEN_KEPT = 50;

/**
 * What was kept, if it can be trusted.
 * @param {unknown} kept
 * @param {boolean} is_on unless somebody has chosen
 * @returns {Taste}
 */
export function tasteFrom(kept, is_on) {
  const given = /** @type {Partial<Taste>} */ (typeof kept === "object" && kept ? kept : {});
  const hidden = Array.isArray(given.hidden) ? given.hidden : [];
  return {
    is_on: typeof given.is_on === "boolean" ? given.is_on : is_on,
    speed: given.speed && Object.hasOwn(CROSSING_S, given.speed) ? given.speed : "normal",
    density: given.density && Object.hasOwn(SHARE, given.density) ? given.density : "half",
    hidden: hidden.filter((id) => typeof id === "string").slice(-HIDDEN_KEPT),
  };
}

/** @param {Taste} taste @param {string} session_id @param {boolean} is_hidden @returns {Taste} */
export function withHidden(taste, session_id, is_hidden) {
  const others = taste.hidden.filter((id) => id !== session_id);
  return { ...taste, hidden: is_hidden ? [...others, session_id].slice(-HIDDEN_KEPT) : others };
}

/** A step of the film that is longer than this is a jump: what lies between was not seen. */
const JUMP_S = 3;

/**
 * @param {number} from where the film was when this was asked last
 * @param {number} to
 * @returns {boolean} the film has not simply gone on
 */
export function isJump(from, to) {
  return to < from || to - from > JUMP_S;
}

/**
 * @param {readonly Message[]} lines
 * @param {{ media_url: string, from: number, to: number }} stretch of the film, from excluded
 * @returns {Message[]} those that belong there, in order
 */
export function dueIn(lines, { media_url, from, to }) {
  const due = lines.filter(
    ({ danmaku }) =>
      danmaku?.media_url === media_url && danmaku.position > from && danmaku.position <= to,
  );
  return due.sort((a, b) => (a.danmaku?.position ?? 0) - (b.danmaku?.position ?? 0));
}

/** Lines are fetched in stretches of this length. */
export const STRETCH_S = 300;
/** The next stretch is fetched so long before the film reaches it. */
const AHEAD_S = 30;

/** @param {number} position @returns {number[]} the starts of the stretches that are needed there */
export function stretchesAt(position) {
  const start = (/** @type {number} */ at) => Math.floor(Math.max(0, at) / STRETCH_S) * STRETCH_S;
  return [...new Set([start(position), start(position + AHEAD_S)])];
}

const LONGEST = 60;

/** @param {string} text @returns {string} in one row, and not longer than one can read in passing */
export function passing(text) {
  const letters = [...text.replace(/\s+/g, " ").trim()];
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join("")}\u2026` : letters.join("");
}
