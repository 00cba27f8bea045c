/**
 * What a person asked for and the room has not answered: kept until it does, because a line may be
 * dead for seconds before anybody notices. Pure.
 */

import { FRAME, USER_FRAMES } from "./protocol.js";

/** @typedef {import("./types.js").Frame} Frame */
/**
 * @typedef {object} Outgoing
 * @property {string} id
 * @property {string} type
 * @property {number} timestamp cloud clock, ms
 * @property {number} asked_ms when, by the page's own clock, which never jumps
 * @property {object} data
 */

/**
 * Add a request: the newest of its kind stays, and every line of chat.
 * @param {readonly Outgoing[]} frames
 * @param {Outgoing} frame
 * @returns {Outgoing[]}
 */
export function withNewest(frames, frame) {
  const others = frames.filter(({ type }) => type !== frame.type || type === FRAME.CHAT);
  return [...others, frame];
}

/** After this the room has gone its own way, and a button pressed then would only startle. */
const WORTH_MS = 30_000;

/**
 * Leave out what was asked for so long ago that nobody expects it any more; chat is always sent.
 * @param {readonly Outgoing[]} frames
 * @param {number} now_ms by the page's own clock
 * @returns {Outgoing[]}
 */
export function stillWanted(frames, now_ms) {
  return frames.filter(({ type, asked_ms }) => type === FRAME.CHAT || now_ms - asked_ms <= WORTH_MS);
}

/**
 * Tell whether a request is worth sending on return, when the line was down or nobody answered.
 * Commands are absolute and a line of chat bears a name of its own, so that nothing happens twice.
 * @param {Outgoing} frame
 * @returns {boolean}
 */
export function isKept({ type }) {
  return USER_FRAMES.includes(/** @type {any} */ (type));
}

/**
 * Take out what a frame of the server answers: by the request's id, or by an error that names it.
 * @param {readonly Outgoing[]} frames
 * @param {Frame} answer
 * @returns {readonly Outgoing[]}
 */
export function unanswered(frames, answer) {
  const id = answer.type === FRAME.ERROR ? answer.data.ref : answer.id;
  return frames.filter((frame) => frame.id !== id);
}
