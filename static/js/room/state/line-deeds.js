/** What one may do with a line of chat. Pure; the server decides, the page only offers. */

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").You} You */
/** @typedef {"reply" | "copy" | "hide" | "show" | "report" | "delete"} LineDeed */

/** One's own line can be taken back for so long. */
export const OWN_MS = 5 * 60_000;

/**
 * @typedef {object} Facts
 * @property {You | null} you
 * @property {number} now_ms cloud clock
 * @property {readonly string[]} hidden whose lines one does not want over the picture
 */

/** In the order in which they are offered. @type {Record<LineDeed, (message: Message, facts: Facts) => boolean>} */
const OFFERED = {
  reply: (_message, { you }) => Boolean(you?.permissions.chat),
  copy: () => true,
  hide: ({ session_id }, { you, hidden }) =>
    session_id !== you?.session_id && !hidden.includes(session_id),
  show: ({ session_id }, { hidden }) => hidden.includes(session_id),
  report: ({ session_id }, { you }) => you !== null && session_id !== you.session_id,
  delete: ({ session_id, at }, { you, now_ms }) =>
    Boolean(you?.permissions.manage) ||
    (session_id === you?.session_id && now_ms - at < OWN_MS),
};

/** @param {Message} message @param {Facts} facts @returns {LineDeed[]} */
export function deedsOn(message, facts) {
  const deeds = /** @type {LineDeed[]} */ (Object.keys(OFFERED));
  return deeds.filter((deed) => OFFERED[deed](message, facts));
}
