/** What is said, who came and went between, and what was typed but not taken. Pure. */

/** @typedef {import("./types.js").Message} Message */
/**
 * Somebody came or went; `key` of the sentence.
 * @typedef {object} Coming
 * @property {string} id
 * @property {number} at
 * @property {string} key
 * @property {string} name
 * @property {string} [session_id] nobody's in particular, when it tells of many
 * @property {number} [times] how many comings and goings this one line stands for
 */
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
/** Whoever comes and goes more than twice within this has one line for all of it. */
const FLAPPING_MS = 3 * 60_000;
const LINES_EACH = 2;
/** Of these one is here afterwards. */
const HERE = ["line_joined", "line_back", "line_flapping_here"];

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

/**
 * @param {readonly Coming[]} comings
 * @param {Coming} coming
 * @returns {Coming[]} with one line at the end for a connection that flaps
 */
export function withComing(comings, coming) {
  const { session_id, at, key } = coming;
  const own = comings.filter((one) => one.session_id === session_id && at - one.at < FLAPPING_MS);
  const times = own.reduce((sum, one) => sum + (one.times ?? 1), 1);
  if (!session_id || times <= LINES_EACH) return [...comings, coming].slice(-COMINGS_SHOWN);
  const flapping = HERE.includes(key) ? "line_flapping_here" : "line_flapping_gone";
  const others = comings.filter((one) => !own.includes(one));
  return [...others, { ...coming, key: flapping, times }].slice(-COMINGS_SHOWN);
}

/**
 * Back after an absence: one line instead of all that came meanwhile.
 * @param {readonly Coming[]} comings
 * @param {{ since: number, at: number, name: string }} missed
 * @returns {Coming[]}
 */
export function withMissed(comings, { since, at, name }) {
  const before = comings.filter((one) => one.at < since);
  return [...before, { id: `missed ${since}`, at, key: "line_meanwhile", name }];
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
