/** What is said, who came and went between, and what was typed but not taken. Pure. */

/** @typedef {import("./types.js").Message} Message */
/** Somebody came or went; `key` of the sentence. @typedef {{ id: string, at: number, key: string, name: string }} Coming */
/**
 * What a person has said and the room has not shown yet.
 * @typedef {object} Saying
 * @property {string} id of the frame
 * @property {string} client_id its name for good: said again under it, it is shown once
 * @property {string} text
 * @property {Message | null} reply_to
 */
/**
 * @typedef {object} Talk
 * @property {readonly Saying[]} saying
 * @property {Saying | null} unsaid give it back to be said again
 * @property {Message | null} replying the line that is being answered
 * @property {number} slow_until cloud ms; before, the room takes no more of one's lines
 */

const COMINGS_SHOWN = 50;

/** @type {Talk} */
export const SILENT = Object.freeze({ saying: [], unsaid: null, replying: null, slow_until: 0 });

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
  return { ...talk, saying: [...talk.saying, saying], replying: null };
}

/** @param {Talk} talk @param {(saying: Saying) => boolean} isHeard @returns {Talk} */
function without(talk, isHeard) {
  const saying = talk.saying.filter((one) => !isHeard(one));
  return saying.length === talk.saying.length ? talk : { ...talk, saying };
}

/**
 * The room shows lines; those of one's own are no longer under way.
 * @param {Talk} talk
 * @param {readonly Message[]} messages
 * @returns {Talk}
 */
export function heard(talk, messages) {
  const names = new Set(messages.map(({ client_id }) => client_id));
  return without(talk, ({ client_id }) => names.has(client_id));
}

/** @param {Talk} talk @param {string} id of a frame that the room has answered @returns {Talk} */
export function answered(talk, id) {
  return without(talk, (one) => one.id === id);
}

/** @param {Talk} talk @param {string} id the server did not take it @returns {Talk} */
export function refused(talk, id) {
  const unsaid = talk.saying.find((one) => one.id === id);
  return unsaid ? { ...answered(talk, id), unsaid, replying: unsaid.reply_to } : talk;
}

/** @param {Talk} talk the line is down for good: nothing under way will arrive @returns {Talk} */
export function givenUp(talk) {
  if (talk.saying.length === 0) return talk;
  const text = talk.saying.map((one) => one.text).join(" ");
  return { ...talk, saying: [], unsaid: { ...talk.saying[0], text } };
}
