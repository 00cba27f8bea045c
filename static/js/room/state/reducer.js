/**
 * What the page knows, and how every frame changes it. Each broadcast carries whole state and the
 * newer version wins, so a frame that is lost, doubled or late does no harm.
 */

import { FRAME, PLAYBACK_CONFLICT, isPlayback } from "./protocol.js";
import { initialPage, PAGE_ACTIONS } from "./page.js";
import { isHeld } from "./timeline.js";

/** @typedef {import("./types.js").Frame} Frame */
/** @typedef {import("./types.js").Playback} Playback */
/** @typedef {import("./types.js").Member} Member */
/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").ReadyStatus} ReadyStatus */
/** @typedef {import("./types.js").Room} Room */
/** @typedef {import("./types.js").You} You */
/** @typedef {import("./page.js").PageState} PageState */
/** @typedef {import("./page.js").PageAction} PageAction */
/**
 * @typedef {object} SharedState what the server told
 * @property {Room | null} room
 * @property {readonly Member[]} members
 * @property {Playback | null} playback
 * @property {boolean} playback_is_old true from opening a connection to its first playback state
 * @property {ReadyStatus} ready
 * @property {You | null} you
 * @property {readonly Message[]} messages
 */
/** @typedef {SharedState & PageState} State */
/** @typedef {{ type: "frame", frame: Frame } | PageAction} Action */

/** The first picture brings no more messages than this; as many may mean that there are others. */
const FIRST_MESSAGES = 50;

const NOBODY_READY = Object.freeze({ total_members: 0, ready_members: 0, member_statuses: {} });

/** @returns {State} before the first frame */
export function initialState() {
  return {
    room: null,
    members: [],
    playback: null,
    playback_is_old: true,
    ready: NOBODY_READY,
    you: null,
    messages: [],
    ...initialPage(),
  };
}

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

/**
 * @param {State} state
 * @param {readonly string[]} session_ids for whom the room waits
 * @returns {State}
 */
function withStalled(state, session_ids) {
  const is_stalled = (/** @type {Member} */ member) => session_ids.includes(member.session_id);
  if (state.members.every((member) => Boolean(member.stalled) === is_stalled(member))) return state;
  const members = state.members.map((member) => ({ ...member, stalled: is_stalled(member) }));
  return { ...state, members };
}

/** @param {State} state @param {string} id @returns {State} the frame answers what was asked */
function answered(state, id) {
  return state.intent && state.intent.id === id ? { ...state, intent: null } : state;
}

/** @param {State} state @param {Frame} frame @returns {State} */
function onPlayback(state, frame) {
  return answered(withPlayback(state, /** @type {Playback} */ (frame.data)), frame.id);
}

/**
 * @param {readonly Message[]} messages
 * @param {readonly Message[]} more
 * @returns {Message[]} both, each once, oldest first
 */
function merged(messages, more) {
  const byId = new Map([...messages, ...more].map((message) => [message.message_id, message]));
  return [...byId.values()].sort((a, b) => a.at - b.at);
}

/** @param {State} state @param {Frame} frame @returns {State} */
function onRoomInfo(state, { data }) {
  const next = {
    ...state,
    room: data.room,
    members: data.members,
    you: data.you,
    ready: data.ready ?? NOBODY_READY,
    messages: merged(state.messages, data.messages ?? []),
    older: state.older || (state.messages.length === 0 && data.messages?.length >= FIRST_MESSAGES),
  };
  return withPlayback(next, data.playback);
}

/** @param {State} state @param {Frame} frame @returns {State} */
function onJoined(state, { data }) {
  const others = state.members.filter((member) => member.session_id !== data.member.session_id);
  return { ...state, members: [...others, data.member] };
}

// The server lists whoever has a socket open, and does so whenever somebody's opens or closes.
/** @param {State} state @param {Frame} frame @returns {State} */
function onReadyStatus(state, { data }) {
  const ready = /** @type {ReadyStatus} */ (data);
  const members = state.members.map((member) => {
    const online = Object.hasOwn(ready.member_statuses, member.session_id);
    const sync = data.member_sync?.[member.session_id];
    return { ...member, ...sync, online, ready: online && ready.member_statuses[member.session_id] };
  });
  return { ...state, ready, members };
}

/** @param {State} state @param {Frame} frame @returns {State} */
function onLeft(state, { data }) {
  const members = state.members.filter((member) => member.session_id !== data.session_id);
  return { ...state, members };
}

/** @param {State} state @param {Frame} frame @returns {State} */
function onChat(state, frame) {
  const { data, session_id, timestamp } = frame;
  const message = /** @type {Message} */ ({ session_id, at: timestamp, ...data });
  return { ...state, messages: merged(state.messages, [message]) };
}

/**
 * Who is not let in is told why before the line is closed.
 * @param {State} state
 * @param {Record<string, any>} data
 * @returns {State}
 */
function withFarewell(state, { ref, message }) {
  if (ref || !message || state.link.status === "open") return state;
  return { ...state, farewell: { text: String(message) } };
}

/** @param {State} state @param {Frame} frame @returns {State} */
function onKicked(state, { data }) {
  const is_me = data.session_id === state.you?.session_id;
  return is_me ? { ...state, farewell: { key: "over_kicked" } } : state;
}

/** @param {State} state @param {Frame} frame @returns {State} */
function onBuffering(state, { data }) {
  return isHeld(state.playback) ? withStalled(state, data.session_ids ?? [data.session_id]) : state;
}

/** @type {Record<string, (state: State, frame: Frame) => State>} */
const SYSTEM_EVENTS = { kicked: onKicked, buffering: onBuffering };

/** @param {State} state @param {Frame} frame @returns {State} */
function onSystem(state, frame) {
  const { event } = frame.data;
  return Object.hasOwn(SYSTEM_EVENTS, event) ? SYSTEM_EVENTS[event](state, frame) : state;
}

/** @param {State} state @param {Frame} frame @returns {State} */
function onError(state, { data }) {
  const next = withFarewell(answered(state, data.ref), data);
  const conflict = data.code === PLAYBACK_CONFLICT && isPlayback(data.playback);
  return conflict ? withPlayback(next, data.playback) : next;
}

/** @type {Record<string, (state: State, frame: Frame) => State>} */
const FRAMES = {
  [FRAME.ROOM_INFO]: onRoomInfo,
  [FRAME.PLAYBACK]: onPlayback,
  [FRAME.SEEK]: onPlayback,
  [FRAME.SPEED_CHANGE]: onPlayback,
  [FRAME.MEDIA]: onPlayback,
  [FRAME.SYNC]: onPlayback,
  [FRAME.ROOM_READY_STATUS]: onReadyStatus,
  [FRAME.USER_JOINED]: onJoined,
  [FRAME.USER_LEFT]: onLeft,
  [FRAME.CHAT]: onChat,
  [FRAME.SYSTEM]: onSystem,
  [FRAME.ERROR]: onError,
};

/** @param {State} state @param {Frame} frame @returns {State} */
function onFrame(state, frame) {
  const handle = FRAMES[frame.type];
  const next = handle ? handle(state, frame) : state;
  // Nobody is waited for in a room that does not wait, whatever an older frame said.
  return isHeld(next.playback) ? next : withStalled(next, []);
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
  if (action.type === "history") {
    return { ...state, messages: merged(action.messages, state.messages), older: action.older };
  }
  if (action.type === "link" && action.status === "open") {
    return { ...PAGE_ACTIONS.link(state, action), playback_is_old: true };
  }
  const handle = /** @type {(state: State, action: PageAction) => State} */ (
    PAGE_ACTIONS[action.type]
  );
  return handle(state, action);
}
