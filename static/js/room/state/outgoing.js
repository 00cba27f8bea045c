/**
 * What a person asked for and the room has not answered: kept until it does, because a line may be
 * dead for seconds before anybody notices. Pure.
 */

import { FRAME, USER_FRAMES } from "./protocol.js";

/** @typedef {import("./types.js").Frame} Frame */
/** @typedef {{ id: string, type: string, timestamp: number, data: object }} Outgoing */

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

/**
 * Tell whether a request is worth sending while the line is down, on return.
 * @param {Outgoing} frame
 * @returns {boolean}
 */
export function isKept({ type }) {
  return USER_FRAMES.includes(/** @type {any} */ (type));
}

/**
 * Tell whether a request that was sent may be sent again when nobody answered; a line of chat may
 * not, it would be read twice.
 * @param {Outgoing} frame
 * @returns {boolean}
 */
export function isRepeatable(frame) {
  return isKept(frame) && frame.type !== FRAME.CHAT;
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
