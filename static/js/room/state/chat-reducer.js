/**
 * How frames change what is said in the room. Each function returns only what of the state is new,
 * so that this file need not know the rest of it. Pure.
 */

import { TOO_FAST } from "./protocol.js";
import { answered, heard, merged, refused, SILENT, withComing } from "./talk.js";

/** @typedef {import("./types.js").Frame} Frame */
/** @typedef {import("./types.js").Member} Member */
/** @typedef {import("./types.js").Message} Message */
/**
 * @typedef {object} ChatState
 * @property {readonly Message[]} messages
 * @property {readonly string[]} early lines heard while the line was opening, before the room's picture
 * @property {readonly import("./talk.js").Coming[]} comings who came and went while one was here
 * @property {import("./talk.js").Talk} talk what one has said and the room has not shown
 * @property {boolean} older whether the history may hold more than is shown
 * @property {readonly Message[]} danmaku lines that go over the picture, as far as they are loaded
 * @property {Message | null} flying the newest of them that came just now
 * @property {{ emoji: string, session_id: string } | null} reaction the newest
 * @property {readonly { session_id: string, at: number }[]} typing who types, and when it was said
 */
/** @typedef {ChatState & { link: { status: string } }} Chatting */
/** @typedef {Partial<ChatState>} News */

/** The first picture brings no more messages than this; as many may mean that there are others. */
const FIRST_MESSAGES = 50;
/** So many lines stay while the newest are read; what was before them can be fetched again. */
export const LINES_KEPT = 500;

/** @returns {ChatState} */
export function initialChat() {
  return {
    messages: [],
    early: [],
    comings: [],
    talk: SILENT,
    older: false,
    danmaku: [],
    flying: null,
    reaction: null,
    typing: [],
  };
}

/**
 * The room's picture after an absence. A full page of messages of which none is known: between it
 * and what is shown some may be missing, so it stands alone and the rest is fetched from there.
 * What is shown and ought to be in the picture, but is not, was deleted meanwhile.
 * @param {ChatState} state
 * @param {readonly Message[]} messages of the room's picture
 * @returns {News}
 */
export function withFirst({ messages: shown, older, early, talk }, messages) {
  const present = new Set(messages.map(({ message_id }) => message_id));
  const is_full = messages.length >= FIRST_MESSAGES;
  const stands_alone = is_full && !shown.some(({ message_id }) => present.has(message_id));
  const since = is_full ? messages[0].at : -Infinity;
  const kept = shown.filter(
    ({ message_id, at }) =>
      early.includes(message_id) || present.has(message_id) || (at < since && !stands_alone),
  );
  const news = { early: [], talk: heard(talk, messages), typing: [] };
  return { ...news, messages: merged(kept, messages), older: older || stands_alone };
}

/**
 * @param {ChatState} state
 * @param {{ messages: readonly Message[], older: boolean }} page fetched from before the first line
 * @returns {News}
 */
export function withHistory(state, { messages, older }) {
  return { messages: merged(messages, state.messages), older };
}

/**
 * The newest lines only, for whoever reads at the end; a chat of hours does not stay on the page.
 * @param {ChatState} state
 * @returns {News}
 */
export function withoutOldest({ messages, comings }) {
  if (messages.length <= LINES_KEPT) return {};
  const kept = messages.slice(-LINES_KEPT);
  return { messages: kept, comings: comings.filter(({ at }) => at >= kept[0].at), older: true };
}

/** @param {Chatting} state @param {Frame} frame @returns {News} */
export function withLine(state, { id, data, session_id, timestamp }) {
  const message = /** @type {Message} */ ({ session_id, at: timestamp, ...data });
  const { message_id } = message;
  const is_early = state.link.status !== "open";
  const is_new = !state.messages.some((known) => known.message_id === message_id);
  return {
    messages: merged(state.messages, [message]),
    early: is_early ? [...state.early, message_id] : state.early,
    talk: heard(answered(state.talk, id), [message]),
    typing: state.typing.filter((one) => one.session_id !== session_id),
    ...(message.danmaku && is_new
      ? { danmaku: merged(state.danmaku, [message]), flying: message }
      : {}),
  };
}

/**
 * @param {Chatting} state
 * @param {readonly Message[]} lines of a stretch of the film
 * @returns {News}
 */
export function withDanmaku(state, lines) {
  return { danmaku: merged(state.danmaku, lines) };
}

/** @param {Message} line @param {string} message_id @returns {Message} quotes it no longer */
function unquoted(line, message_id) {
  if (line.reply_to?.message_id !== message_id) return line;
  return { ...line, reply_to: { ...line.reply_to, text: "" } };
}

/** @param {Chatting} state @param {string} message_id @returns {News} */
export function withoutLine({ messages, danmaku, talk }, message_id) {
  const others = messages.filter((line) => line.message_id !== message_id);
  const is_answered = talk.replying?.message_id === message_id;
  return {
    messages: others.map((line) => unquoted(line, message_id)),
    danmaku: danmaku.filter((line) => line.message_id !== message_id),
    talk: is_answered ? { ...talk, replying: null } : talk,
  };
}

/** @param {Chatting} state @returns {News} the room has been swept */
export function withoutLines({ talk }) {
  return { messages: [], danmaku: [], older: false, talk: { ...talk, replying: null } };
}

/** @param {Chatting} state @param {Frame} frame @returns {News} */
export function withTyping({ typing }, { session_id, timestamp: at, data }) {
  const others = typing.filter((one) => one.session_id !== session_id);
  return { typing: data.is_typing ? [...others, { session_id, at }] : others };
}

/** @param {Chatting} _state @param {Frame} frame @returns {News} */
export function withReaction(_state, { session_id, data }) {
  return { reaction: { emoji: data.emoji, session_id } };
}

/**
 * @param {import("./talk.js").Talk} talk
 * @param {Frame} frame an error
 * @returns {import("./talk.js").Talk} the same when the error is about something else
 */
export function withRefusal(talk, { data, timestamp }) {
  // It had arrived before, and somebody has deleted it meanwhile.
  if (data.details?.client_id) return answered(talk, data.ref);
  const next = refused(talk, data.ref);
  const is_slow = next !== talk && data.code === TOO_FAST && data.retry_after > 0;
  return is_slow ? { ...next, slow_until: timestamp + data.retry_after * 1000 } : next;
}

/**
 * @param {ChatState} state
 * @param {Frame} frame
 * @param {string} key of the sentence
 * @param {Member} member who came or went
 * @returns {News}
 */
export function withPassing(state, { timestamp: at }, key, { session_id, nickname: name }) {
  const coming = { id: `${key} ${session_id} ${at}`, at, key, name, session_id };
  return { comings: withComing(state.comings, coming) };
}
