/**
 * How frames change what is said in the room. Each function returns only what of the state is new,
 * so that this file need not know the rest of it. Pure.
 */

import { heard, merged, SILENT, withComing } from "./talk.js";

/** @typedef {import("./types.js").Frame} Frame */
/** @typedef {import("./types.js").Member} Member */
/** @typedef {import("./types.js").Message} Message */
/**
 * @typedef {object} ChatState
 * @property {readonly Message[]} messages
 * @property {readonly import("./talk.js").Coming[]} comings who came and went while one was here
 * @property {import("./talk.js").Talk} talk what one has said and the room has not shown
 * @property {boolean} older whether the history may hold more than is shown
 */

/** The first picture brings no more messages than this; as many may mean that there are others. */
const FIRST_MESSAGES = 50;

/** @returns {ChatState} */
export function initialChat() {
  return { messages: [], comings: [], talk: SILENT, older: false };
}

/**
 * A full page of messages of which none is known: between it and what is shown some may be missing,
 * so it stands alone and the rest is fetched from there.
 * @param {ChatState} state
 * @param {readonly Message[]} messages of the room's picture
 * @returns {Partial<ChatState>}
 */
export function withFirst({ messages: shown, older }, messages) {
  const known = new Set(shown.map(({ message_id }) => message_id));
  const stands_alone =
    messages.length >= FIRST_MESSAGES && !messages.some(({ message_id }) => known.has(message_id));
  return stands_alone
    ? { messages: merged([], messages), older: true }
    : { messages: merged(shown, messages), older };
}

/**
 * @param {ChatState} state
 * @param {{ messages: readonly Message[], older: boolean }} page fetched from before the first line
 * @returns {Partial<ChatState>}
 */
export function withHistory(state, { messages, older }) {
  return { messages: merged(messages, state.messages), older };
}

/** @param {ChatState} state @param {Frame} frame @returns {Partial<ChatState>} */
export function withLine(state, { id, data, session_id, timestamp }) {
  const message = /** @type {Message} */ ({ session_id, at: timestamp, ...data });
  return { messages: merged(state.messages, [message]), talk: heard(state.talk, id) };
}

/**
 * @param {ChatState} state
 * @param {Frame} frame
 * @param {string} key of the sentence
 * @param {Member} member who came or went
 * @returns {Partial<ChatState>}
 */
export function withPassing(state, { timestamp: at }, key, { session_id, nickname: name }) {
  const coming = { id: `${key} ${session_id} ${at}`, at, key, name };
  return { comings: withComing(state.comings, coming) };
}
