/**
 * What only this page knows: its connection, its player, what its person has just asked for and
 * what it should tell them. Nothing here is ever sent.
 */

import { emptyHealth } from "./health.js";
import { givenUp, said } from "./talk.js";

/** @typedef {import("./types.js").Level} Level */
/** @typedef {import("./types.js").Message} Message */
/** @typedef {"connecting" | "open" | "waiting" | "over"} LinkStatus */
/** @typedef {"none" | "loading" | "ready" | "failed"} MediaStatus */
/** @typedef {"still" | "syncing" | "running" | "blocked"} PictureStatus */
/**
 * What the person asked for and the room has not answered yet; the buttons show it already.
 * @typedef {object} Intent
 * @property {string} id of the frame that asked
 * @property {"playing" | "paused"} [playback_state]
 * @property {number} [current_time]
 * @property {number} [playback_rate]
 */
/**
 * A sentence at the top of the picture: a key of the page's texts with its values, or the
 * server's own text.
 * @typedef {object} Notice
 * @property {number} id
 * @property {string} [key]
 * @property {Record<string, string | number>} [values]
 * @property {string} [text]
 * @property {"info" | "warning"} tone
 */
/**
 * @typedef {object} PageState
 * @property {{ status: LinkStatus, code: number }} link
 * @property {{ key?: string, text?: string } | null} farewell what was said just before the end
 * @property {boolean} joined the person has clicked, so sound may be played
 * @property {MediaStatus} media
 * @property {import("./links.js").Trouble | null} trouble why the film cannot be played here
 * @property {PictureStatus} picture
 * @property {number} duration of the media as this player found it, seconds; 0: not known,
 *   Infinity: a broadcast
 * @property {Intent | null} intent
 * @property {number | null} rtt_ms
 * @property {import("./health.js").Health} health of the line, measured anew every five seconds
 * @property {{ level: Level, drift_ms: number | null, wide: boolean }} sync
 * @property {readonly Notice[]} notices
 * @property {"ready" | "back" | "media" | "demos" | null} dialog the one dialog that is open
 * @property {string} quiet the frame that nobody wrote by will: nothing is told of its refusal
 * @property {number} unread lines that came while nobody looked at the chat
 */
/**
 * @typedef {{ type: "link", status: LinkStatus, code: number }
 *   | { type: "joined" }
 *   | { type: "media", status: MediaStatus }
 *   | { type: "trouble", trouble: import("./links.js").Trouble }
 *   | { type: "picture", status: PictureStatus }
 *   | { type: "duration", duration: number }
 *   | { type: "intent", intent: Intent }
 *   | { type: "intent_over", id: string }
 *   | { type: "rtt", rtt_ms: number }
 *   | { type: "health", health: import("./health.js").Health }
 *   | { type: "sync", level: Level, drift_ms: number | null, wide: boolean }
 *   | { type: "notice", notice: Notice }
 *   | { type: "notice_over", id: number }
 *   | { type: "dialog", dialog: "ready" | "back" | "media" | "demos" | null }
 *   | { type: "said", saying: import("./talk.js").Saying }
 *   | { type: "replying", message: Message | null }
 *   | { type: "typing_over", session_id: string, at: number }
 *   | { type: "quiet", id: string }
 *   | { type: "unread", unread: number }
 *   | { type: "deleted", message_id: string }
 *   | { type: "meanwhile", since: number, at: number, name: string }
 *   | { type: "read" }
 *   | { type: "mutes_over", at: number }
   | { type: "danmaku", lines: readonly Message[] }
 *   | { type: "history", messages: readonly Message[], older: boolean }} PageAction
 */

const NOTICES_SHOWN = 3;

/** @returns {PageState} */
export function initialPage() {
  return {
    link: { status: "connecting", code: 0 },
    farewell: null,
    joined: false,
    media: "none",
    trouble: null,
    picture: "still",
    duration: 0,
    intent: null,
    rtt_ms: null,
    health: emptyHealth(),
    sync: { level: "perfect", drift_ms: null, wide: false },
    notices: [],
    dialog: null,
    quiet: "",
    unread: 0,
  };
}

/** @param {Notice} notice @returns {(other: Notice) => boolean} says something else */
function differsFrom({ key, text, values }) {
  const said = JSON.stringify([key, text, values]);
  return (other) => JSON.stringify([other.key, other.text, other.values]) !== said;
}

/** @type {Record<string, (state: any, action: any) => any>} */
export const PAGE_ACTIONS = {
  link: (state, { status, code }) => ({
    ...state,
    link: { status, code },
    farewell: status === "connecting" ? null : state.farewell,
    talk: status === "over" ? givenUp(state.talk) : state.talk,
  }),
  said: (state, { saying }) => ({ ...state, talk: said(state.talk, saying) }),
  replying: (state, { message }) => ({ ...state, talk: { ...state.talk, replying: message } }),
  typing_over: (state, { session_id, at }) => ({
    ...state,
    typing: state.typing.filter(
      (/** @type {{ session_id: string, at: number }} */ one) =>
        one.session_id !== session_id || one.at !== at,
    ),
  }),
  quiet: (state, { id }) => ({ ...state, quiet: id }),
  unread: (state, { unread }) => (state.unread === unread ? state : { ...state, unread }),
  joined: (state) => ({ ...state, joined: true }),
  media: (state, { status }) => ({
    ...state,
    media: status,
    trouble: null,
    duration: status === "loading" ? 0 : state.duration,
  }),
  trouble: (state, { trouble }) => ({ ...state, trouble }),
  duration: (state, { duration }) => ({ ...state, duration }),
  picture: (state, { status }) => ({ ...state, picture: status }),
  intent: (state, { intent }) => ({ ...state, intent }),
  intent_over: (state, { id }) => (state.intent?.id === id ? { ...state, intent: null } : state),
  rtt: (state, { rtt_ms }) => ({ ...state, rtt_ms }),
  health: (state, { health }) => ({ ...state, health }),
  sync: (state, { level, drift_ms, wide }) => ({ ...state, sync: { level, drift_ms, wide } }),
  notice: (state, { notice }) => ({
    ...state,
    notices: [...state.notices.filter(differsFrom(notice)), notice].slice(-NOTICES_SHOWN),
  }),
  notice_over: (state, { id }) => ({
    ...state,
    notices: state.notices.filter((/** @type {Notice} */ notice) => notice.id !== id),
  }),
  dialog: (state, { dialog }) => ({ ...state, dialog }),
};
