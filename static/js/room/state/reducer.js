/**
 * What the page knows, and how every frame changes it. Each broadcast carries whole state and the
 * newer version wins, so a frame that is lost, doubled or late does no harm.
 */

import {
  withDanmaku,
  withFirst,
  withHistory,
  withLine,
  withoutLine,
  withoutLines,
  withoutOldest,
  withReaction,
  withRefusal,
  withTyping,
} from "./chat-reducer.js";
import { FRAME, PLAYBACK_CONFLICT, isPlayback } from "./protocol.js";
import { NOBODY_READY } from "./initial.js";
import { PAGE_ACTIONS } from "./page.js";
import { withMutesOver, withStalled } from "./people.js";
import { onJoined, onLeft, onReadyStatus, onSystem, withMembers } from "./people-reducer.js";
import { whyNotIn } from "./rights.js";
import { withMissed } from "./talk.js";
import { isHeld } from "./timeline.js";

/** @typedef {import("./types.js").Frame} Frame */
/** @typedef {import("./types.js").Playback} Playback */
/** @typedef {import("./page.js").PageAction} PageAction */
/** @typedef {import("./initial.js").State} State */
/** @typedef {{ type: "frame", frame: Frame } | PageAction} Action */

/**
 * A new connection may find a server that lost its memory and counts versions anew, so the first
 * state it tells is believed; after that only what is newer.
 * @param {State} state
 * @param {Playback} playback
 * @returns {State}
 */
function withPlayback(state, playback) {
  const known = state.playback;
  if (!known || state.playback_is_old || playback.version > known.version) {
    return { ...state, playback, playback_is_old: false };
  }
  if (playback.version < known.version) return state;
  const duration = playback.duration ?? known.duration;
  return { ...state, playback: { ...known, duration, title: playback.title ?? known.title } };
}

/** @param {State} state @param {string} id @returns {State} the frame answers what was asked */
function answered(state, id) {
  return state.intent && state.intent.id === id ? { ...state, intent: null } : state;
}

/** @param {State} state @param {Frame} frame @returns {State} */
function onPlayback(state, frame) {
  return answered(withPlayback(state, /** @type {Playback} */ (frame.data)), frame.id);
}

/** @param {State} state @param {Frame} frame @returns {State} */
function onRoomInfo(state, { data }) {
  const next = {
    ...state,
    room: data.room,
    members: data.members,
    you: data.you,
    ready: data.ready ?? NOBODY_READY,
    ...withFirst(state, data.messages ?? []),
  };
  return withPlayback(next, data.playback);
}

/**
 * Who is not let in is told why before the line is closed.
 * @param {State} state
 * @param {Record<string, any>} data
 * @returns {State}
 */
function withFarewell(state, { ref, message, details }) {
  if (ref || !message || state.link.status === "open") return state;
  const key = whyNotIn(details ?? {});
  return { ...state, farewell: key ? { key } : { text: String(message) } };
}

/** @param {State} state @param {Frame} frame @returns {State} */
function onError(state, frame) {
  const { data } = frame;
  const told = withFarewell(answered(state, data.ref), data);
  const talk = withRefusal(told.talk, frame);
  const next = talk === told.talk ? told : { ...told, talk };
  const conflict = data.code === PLAYBACK_CONFLICT && isPlayback(data.playback);
  return conflict ? withPlayback(next, data.playback) : next;
}

/**
 * @param {(state: State, frame: Frame) => Partial<State>} told
 * @returns {(state: State, frame: Frame) => State}
 */
const said = (told) => (state, frame) => ({ ...state, ...told(state, frame) });

/** @type {Record<string, (state: State, frame: Frame) => State>} */
const FRAMES = {
  [FRAME.ROOM_INFO]: onRoomInfo,
  [FRAME.PLAYBACK]: onPlayback,
  [FRAME.SEEK]: onPlayback,
  [FRAME.SPEED_CHANGE]: onPlayback,
  [FRAME.MEDIA]: onPlayback,
  [FRAME.TITLE]: onPlayback,
  [FRAME.SYNC]: onPlayback,
  [FRAME.ROOM_READY_STATUS]: onReadyStatus,
  [FRAME.USER_JOINED]: onJoined,
  [FRAME.USER_LEFT]: onLeft,
  [FRAME.CHAT]: said(withLine),
  [FRAME.CHAT_DELETED]: said((state, { data }) => withoutLine(state, data.message_id)),
  [FRAME.CHAT_CLEARED]: said(withoutLines),
  [FRAME.TYPING]: said(withTyping),
  [FRAME.REACTION]: said(withReaction),
  [FRAME.SYSTEM]: onSystem,
  [FRAME.ERROR]: onError,
};

/** @param {State} state @param {Frame} frame @returns {State} */
function onFrame(state, frame) {
  const handle = FRAMES[frame.type];
  const next = handle ? handle(state, frame) : state;
  // Nobody is waited for in a room that does not wait, whatever an older frame said.
  return isHeld(next.playback) ? next : withMembers(next, withStalled(next.members, []));
}

/**
 * The next state. What an action does not touch stays the very same object, so that a view can
 * tell by `===` whether it has anything to draw.
 * @param {State} state
 * @param {Action} action
 * @returns {State}
 */
export function reduce(state, action) {
  if (action.type === "frame") return onFrame(state, action.frame);
  if (action.type === "history") return { ...state, ...withHistory(state, action) };
  if (action.type === "read") return { ...state, ...withoutOldest(state) };
  if (action.type === "mutes_over") {
    return withMembers(state, withMutesOver(state.members, action.at));
  }
  if (action.type === "danmaku") return { ...state, ...withDanmaku(state, action.lines) };
  if (action.type === "meanwhile") return { ...state, comings: withMissed(state.comings, action) };
  if (action.type === "deleted") return { ...state, ...withoutLine(state, action.message_id) };
  if (action.type === "link" && action.status === "open") {
    return { ...PAGE_ACTIONS.link(state, action), playback_is_old: true };
  }
  const handle = /** @type {(state: State, action: PageAction) => State} */ (
    PAGE_ACTIONS[action.type]
  );
  return handle(state, action);
}
