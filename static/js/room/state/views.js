/**
 * Questions that the parts of the page ask of the state; pure, so that no part answers them twice.
 */

import { hasEnded, isHeld, positionAt } from "./timeline.js";

/** @typedef {import("./reducer.js").State} State */
/** @typedef {import("./types.js").Member} Member */
/** @typedef {import("./types.js").Permissions} Permissions */

/** @type {Record<string, number>} */
const RANK = { host: 0, admin: 1, guest: 2 };

/**
 * @param {State} state
 * @param {keyof Permissions} right
 * @returns {boolean}
 */
export function may(state, right) {
  return Boolean(state.you?.permissions[right]);
}

/** @param {State} state @returns {string | null} until when one is muted, ISO 8601; a host never is */
export function ownMute({ members, you }) {
  if (!you || you.role === "host") return null;
  return members.find(({ session_id }) => session_id === you.session_id)?.muted_until ?? null;
}

/** @param {State} state @returns {boolean} known to be without a voice here, for good or for a while */
export function isSilent(state) {
  return state.you !== null && (!may(state, "chat") || ownMute(state) !== null);
}

/** @param {State} state @returns {string} why the picture is not one's to control: everybody's lot, or one's own */
export function noControlKey({ room }) {
  return room?.settings?.allow_control === false ? "notice_no_control" : "no_control";
}

/** @param {State} state @returns {boolean} the question that is open has answered itself */
export function isMoot(state) {
  if (state.dialog === "ready" && notReady(state).length === 0) return true;
  return isPlaying(state);
}

/** @param {State} state @returns {boolean} the room's line moves on, or is about to */
export function isMoving({ playback }) {
  return playback?.playback_state === "playing";
}

/** @param {State} state @returns {boolean} the button shows "pause" */
export function isPlaying(state) {
  return (state.intent?.playback_state ?? state.playback?.playback_state) === "playing";
}

/**
 * Tell whether the button pauses: at the end it plays, from the beginning.
 * @param {State} state
 * @param {number} cloud_ms
 * @returns {boolean}
 */
export function showsPause(state, cloud_ms) {
  const goes_elsewhere = state.intent?.current_time !== undefined;
  return isPlaying(state) && (goes_elsewhere || !isOver(state, cloud_ms));
}

/**
 * Tell whether a picture ought to run here: the room plays, and this page with it or on its way.
 * A film that has not been loaded yet is no stall.
 * @param {State} state
 * @returns {boolean}
 */
export function isShowing({ joined, media, picture, playback }) {
  const is_on_its_way = picture === "running" || picture === "syncing";
  return joined && media === "ready" && is_on_its_way && playback?.playback_state === "playing";
}

/** @param {State} state @returns {boolean} the room stands until somebody's film has loaded */
export function isWaiting({ playback }) {
  return isHeld(playback);
}

/** @param {State} state @returns {boolean} the room may wait for this page's stall */
export function mayHold({ room, you }) {
  const policy = room?.settings?.buffer_policy ?? "host";
  return policy === "majority" || (policy === "host" && you?.role === "host");
}

/** @param {State} state @returns {number} the room's speed, as asked for last */
export function rateOf(state) {
  return state.intent?.playback_rate ?? state.playback?.playback_rate ?? 1;
}

/**
 * Where the bar stands, in seconds.
 * @param {State} state
 * @param {number} cloud_ms
 * @returns {number}
 */
export function shownPosition(state, cloud_ms) {
  if (state.intent?.current_time !== undefined) return state.intent.current_time;
  return state.playback ? positionAt(state.playback, cloud_ms) : 0;
}

/** @param {State} state @returns {number} seconds, as the room knows it or else this player; 0: unknown */
export function durationOf({ playback, duration }) {
  return playback?.duration || (Number.isFinite(duration) ? duration : 0);
}

/** @param {State} state @returns {boolean} a broadcast, or a file that does not say how long it is */
export function isLive({ playback, duration }) {
  return !playback?.duration && duration === Infinity;
}

/** @param {State} state @param {number} cloud_ms @returns {boolean} */
export function isOver(state, cloud_ms) {
  return Boolean(state.playback && hasEnded(state.playback, cloud_ms));
}

/** @param {State} state @param {Member} member @returns {boolean} */
export function isReady({ ready }, member) {
  return ready.member_statuses[member.session_id] ?? Boolean(member.ready);
}

/** @param {State} state @returns {Member[]} the others that are here and still load */
export function notReady(state) {
  const others = state.members.filter(({ session_id }) => session_id !== state.you?.session_id);
  return others.filter((member) => member.online !== false && !isReady(state, member));
}

/**
 * How far a member's picture is from the room's, ms; positive means ahead. One's own is measured
 * here and newer than what the room says; the room says the room's position minus the member's.
 * @param {State} state
 * @param {Member} member
 * @returns {number | null}
 */
export function driftOf(state, { session_id, drift_ms }) {
  if (session_id === state.you?.session_id) return state.sync.drift_ms;
  return typeof drift_ms === "number" ? -drift_ms : null;
}

/** @param {State} state @returns {Member[]} those for whose film the room waits just now */
export function waitedFor({ members }) {
  return members.filter(({ stalled }) => stalled);
}

/**
 * Key of what the cover says while the room waits; its `{names}` are those of `waitedFor`.
 * @param {State} state
 * @returns {string}
 */
export function waitingKey(state) {
  const waited = waitedFor(state);
  if (waited.length === 0) return "cover_buffering";
  return waited.every(({ role }) => role === "host") ? "cover_buffering_host" : "cover_buffering_for";
}

/**
 * How a member stays with the room; one's own is known here and newer than what the room says.
 * @param {State} state
 * @param {Member} member
 * @returns {import("./types.js").Level | null}
 */
export function levelOfMember(state, { session_id, level, online }) {
  if (session_id === state.you?.session_id) return state.sync.drift_ms === null ? null : state.sync.level;
  return online === false ? null : (level ?? null);
}

/** @param {State} state @returns {Member[]} host first, then admins, each in order of coming */
export function roster({ members }) {
  return [...members].sort((a, b) => (RANK[a.role] ?? 3) - (RANK[b.role] ?? 3));
}

/**
 * The signal light: text and shape say the same as the colour.
 * @param {State} state
 * @returns {"good" | "fair" | "poor" | "off"}
 */
export function signalOf({ link, rtt_ms }) {
  if (link.status !== "open" || rtt_ms === null) return "off";
  if (rtt_ms < 100) return "good";
  return rtt_ms < 300 ? "fair" : "poor";
}
