/**
 * What frames about people do: who comes, goes, is ready, looks away, may do what.
 */

import { withPassing } from "./chat-reducer.js";
import {
  withAway,
  withMember,
  withMuted,
  withoutMember,
  withReady,
  withRole,
  withStalled,
} from "./people.js";
import { rightsOf } from "./rights.js";
import { isHeld } from "./timeline.js";

/** @typedef {import("./types.js").Frame} Frame */
/** @typedef {import("./types.js").Member} Member */
/** @typedef {import("./types.js").ReadyStatus} ReadyStatus */
/** @typedef {import("./initial.js").State} State */

/** @param {State} state @param {readonly Member[]} members @returns {State} */
export function withMembers(state, members) {
  return members === state.members ? state : { ...state, members };
}

/** @param {State} state @param {Frame} frame @returns {State} */
export function onJoined(state, frame) {
  const { member } = frame.data;
  const next = withMembers(state, withMember(state.members, member));
  const is_known = state.members.some(({ session_id }) => session_id === member.session_id);
  if (is_known || member.session_id === state.you?.session_id) return next;
  return { ...next, ...withPassing(next, frame, "line_joined", member) };
}

/** @param {State} state @param {Frame} frame @returns {State} */
export function onReadyStatus(state, { data }) {
  const ready = /** @type {ReadyStatus} */ (data);
  return { ...state, ready, members: withReady(state.members, data) };
}

/** @param {State} state @param {Frame} frame @returns {State} */
export function onLeft(state, frame) {
  const { session_id } = frame.data;
  const next = withMembers(state, withoutMember(state.members, session_id));
  const member = state.members.find((one) => one.session_id === session_id);
  if (!member || session_id === state.you?.session_id) return next;
  return { ...next, ...withPassing(next, frame, "line_left", member) };
}

/** @param {State} state @param {Frame} frame @returns {State} */
function onKicked(state, { data }) {
  const is_me = data.session_id === state.you?.session_id;
  return is_me ? { ...state, farewell: { key: "over_kicked" } } : state;
}

/** @param {State} state @param {Frame} frame @returns {State} */
function onBuffering(state, { data }) {
  if (!isHeld(state.playback)) return state;
  return withMembers(state, withStalled(state.members, data.session_ids ?? [data.session_id]));
}

/** @param {State} state @param {Frame} frame @returns {State} one's own rights follow at once */
function onRoleChanged(state, { data }) {
  const next = withMembers(state, withRole(state.members, data));
  const me = next.members.find(({ session_id }) => session_id === state.you?.session_id);
  if (!me || data.session_id !== me.session_id) return next;
  const permissions = rightsOf(me, state.room?.settings?.allow_control ?? true);
  return { ...next, you: { session_id: me.session_id, role: me.role, permissions } };
}

/** @param {State} state @param {Frame} frame @returns {State} */
function onMuted(state, { data: { session_id, muted_until } }) {
  return withMembers(state, withMuted(state.members, session_id, muted_until ?? null));
}

/** @param {boolean} away @returns {(state: State, frame: Frame) => State} */
function onAway(away) {
  return (state, frame) => {
    const { session_id } = frame.data;
    const next = withMembers(state, withAway(state.members, session_id, away));
    const member = state.members.find((one) => one.session_id === session_id);
    if (!member || session_id === state.you?.session_id) return next;
    return { ...next, ...withPassing(next, frame, away ? "line_away" : "line_back", member) };
  };
}

/** @param {State} state @returns {State} */
function onKnock(state) {
  return { ...state, knocks: state.knocks + 1 };
}

/** @type {Record<string, (state: State, frame: Frame) => State>} */
const SYSTEM_EVENTS = {
  kicked: onKicked,
  buffering: onBuffering,
  role_changed: onRoleChanged,
  muted: onMuted,
  unmuted: onMuted,
  away: onAway(true),
  back: onAway(false),
  join_requested: onKnock,
  join_approved: onKnock,
  join_refused: onKnock,
};

/** @param {State} state @param {Frame} frame @returns {State} */
export function onSystem(state, frame) {
  const { event } = frame.data;
  return Object.hasOwn(SYSTEM_EVENTS, event) ? SYSTEM_EVENTS[event](state, frame) : state;
}
