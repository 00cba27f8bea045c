/** Naming somebody in a line: whom an "@" may mean, and whom it did. Pure. */

/** @typedef {import("./types.js").Member} Member */
/** @typedef {import("./types.js").Message} Message */
/** @typedef {{ start: number, query: string }} Asked where the "@" stands, and what follows it */

const SHOWN = 6;
/** The server takes no more. */
const MOST = 10;
/** After a letter or figure it is an address of mail. */
const ASKED = /(?<![0-9A-Za-z._-])[@\uff20]([^\s@\uff20]{0,20})$/;

/** @param {string} text @returns {string} alike for who types without thinking of case or width */
const plain = (text) => text.normalize("NFKC").toLowerCase();

/** @param {string} text @param {number} caret @returns {Asked | null} null: nobody is asked for here */
export function askedAt(text, caret) {
  const found = ASKED.exec(text.slice(0, caret));
  return found ? { start: found.index, query: found[1] } : null;
}

/**
 * @param {readonly Member[]} members
 * @param {string} query
 * @param {string | undefined} me nobody calls themselves
 * @returns {Member[]} those whose name begins so first, then those who have it anywhere
 */
export function matching(members, query, me) {
  const wanted = plain(query);
  const others = members.filter(({ session_id }) => session_id !== me);
  const place = (/** @type {Member} */ { nickname }) => plain(nickname).indexOf(wanted);
  return others
    .filter((member) => place(member) >= 0)
    .sort((a, b) => Math.min(place(a), 1) - Math.min(place(b), 1))
    .slice(0, SHOWN);
}

/**
 * @param {string} text
 * @param {number} caret
 * @param {string} nickname
 * @returns {{ text: string, caret: number }} with the whole name where it was asked for
 */
export function named(text, caret, nickname) {
  const start = askedAt(text, caret)?.start ?? caret;
  const before = `${text.slice(0, start)}@${nickname} `;
  return { text: before + text.slice(caret).replace(/^ /, ""), caret: before.length };
}

/**
 * Whom a line names. Of names that begin alike the longest counts, and only that.
 * @param {string} text
 * @param {readonly Member[]} members
 * @param {string | undefined} me
 * @returns {string[]} session ids
 */
export function mentionsIn(text, members, me) {
  const others = members.filter(({ session_id }) => session_id !== me);
  const longest_first = [...others].sort((a, b) => b.nickname.length - a.nickname.length);
  let rest = plain(text);
  /** @type {string[]} */
  const found = [];
  for (const { session_id, nickname } of longest_first) {
    const call = `@${plain(nickname)}`;
    if (!rest.includes(call)) continue;
    found.push(session_id);
    rest = rest.replaceAll(call, " ");
  }
  return found.slice(0, MOST);
}

/**
 * @param {Message} message
 * @param {readonly Message[]} messages all that are shown
 * @param {string | undefined} me
 * @returns {boolean} the line calls me, or answers a line of mine
 */
export function isForMe({ mentions, reply_to, session_id }, messages, me) {
  if (!me || session_id === me) return false;
  if (mentions?.includes(me)) return true;
  const answered = reply_to && messages.find((one) => one.message_id === reply_to.message_id);
  return answered?.session_id === me;
}
