/** What is said, who came and went between, and what was typed but not taken. Pure. */

/** @typedef {import("./types.js").Message} Message */
/** Somebody came or went; `key` of the sentence. @typedef {{ id: string, at: number, key: string, name: string }} Coming */
/** What a person has said and the room has not shown yet. @typedef {{ id: string, text: string, is_sent: boolean }} Saying */
/** @typedef {{ saying: readonly Saying[], unsaid: Saying | null }} Talk `unsaid`: give it back to be said again */

const COMINGS_SHOWN = 50;

/** @type {Talk} */
export const SILENT = Object.freeze({ saying: [], unsaid: null });

/**
 * @param {readonly Message[]} messages
 * @param {readonly Message[]} more
 * @returns {Message[]} both, each once, oldest first
 */
export function merged(messages, more) {
  const byId = new Map([...messages, ...more].map((message) => [message.message_id, message]));
  return [...byId.values()].sort((a, b) => a.at - b.at);
}

/** @param {readonly Coming[]} comings @param {Coming} coming @returns {Coming[]} */
export function withComing(comings, coming) {
  return [...comings, coming].slice(-COMINGS_SHOWN);
}

/**
 * Messages and comings in one list, oldest first.
 * @param {{ messages: readonly Message[], comings: readonly Coming[] }} state
 * @returns {(Message | Coming)[]}
 */
export function linesOf({ messages, comings }) {
  return [...messages, ...comings].sort((a, b) => a.at - b.at);
}

/** @param {Talk} talk @param {Saying} saying @returns {Talk} */
export function said(talk, saying) {
  return { ...talk, saying: [...talk.saying, saying] };
}

/** @param {Talk} talk @param {string} id the room shows it @returns {Talk} */
export function heard(talk, id) {
  const saying = talk.saying.filter((one) => one.id !== id);
  return saying.length === talk.saying.length ? talk : { ...talk, saying };
}

/** @param {Talk} talk @param {string} id the server did not take it @returns {Talk} */
export function refused(talk, id) {
  const unsaid = talk.saying.find((one) => one.id === id);
  return unsaid ? { ...heard(talk, id), unsaid } : talk;
}

/**
 * The line is down: what was under way may not have arrived; what waits for it will still go.
 * @param {Talk} talk
 * @returns {Talk}
 */
export function cutOff(talk) {
  const lost = talk.saying.filter(({ is_sent }) => is_sent);
  if (lost.length === 0) return talk;
  const text = lost.map((one) => one.text).join(" ");
  return { saying: talk.saying.filter(({ is_sent }) => !is_sent), unsaid: { ...lost[0], text } };
}
