/**
 * The socket's language: every frame type in one table, and the only place that turns frames into
 * text and text into frames. What does not have the promised shape never gets past `decode`.
 */

/** @typedef {import("./types.js").Frame} Frame */
/** @typedef {import("./types.js").Playback} Playback */

/** Frame types, by the name the page uses for them. */
export const FRAME = Object.freeze({
  ROOM_INFO: "room_info",
  PING: "ping",
  PONG: "pong",
  CALIBRATION: "calibration",
  PLAYBACK: "playback",
  SEEK: "seek",
  SPEED_CHANGE: "speed_change",
  SYNC: "sync",
  MEDIA: "media",
  TITLE: "title",
  DURATION: "duration",
  BUFFER_START: "buffer_start",
  BUFFER_END: "buffer_end",
  READY: "ready",
  ROOM_READY_STATUS: "room_ready_status",
  AWAY: "away",
  BACK: "back",
  CHAT: "chat",
  CHAT_DELETED: "chat_deleted",
  CHAT_CLEARED: "chat_cleared",
  REACTION: "reaction",
  TYPING: "typing",
  USER_JOINED: "user_joined",
  USER_LEFT: "user_left",
  SYSTEM: "system",
  ERROR: "error",
});

/** Frames whose data is the whole playback state. */
export const PLAYBACK_FRAMES = Object.freeze([
  FRAME.PLAYBACK,
  FRAME.SEEK,
  FRAME.SPEED_CHANGE,
  FRAME.MEDIA,
  FRAME.TITLE,
]);

/** What a person asked for: kept while the line is down, and sent with the same id on return. */
export const USER_FRAMES = Object.freeze([...PLAYBACK_FRAMES, FRAME.CHAT]);

/** Error code of a command that lost against a newer one; it carries the present state. */
export const PLAYBACK_CONFLICT = 3005;
/** Error code of what comes too often; it may say after how many seconds it may come again. */
export const TOO_FAST = 2005;

/** @param {unknown} value @returns {value is Record<string, any>} */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {unknown} value @returns {value is number} */
const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

/** @param {unknown} value @returns {value is string} */
const isString = (value) => typeof value === "string";

const STATES = ["playing", "paused", "buffering"];

/**
 * Tell whether a value can be used as the room's playback state.
 * @param {unknown} value
 * @returns {value is Playback}
 */
export function isPlayback(value) {
  return (
    isObject(value) &&
    STATES.includes(value.playback_state) &&
    isNumber(value.current_time) &&
    isNumber(value.playback_rate) &&
    isNumber(value.version) &&
    isNumber(value.server_time)
  );
}

/** @type {Record<string, (data: Record<string, any>) => boolean>} */
const SHAPES = {
  [FRAME.ROOM_INFO]: (data) =>
    isObject(data.room) &&
    Array.isArray(data.members) &&
    isPlayback(data.playback) &&
    isObject(data.you),
  [FRAME.PONG]: (data) => isNumber(data.t0) && isNumber(data.t1) && isNumber(data.t2),
  [FRAME.CALIBRATION]: (data) => isNumber(data.server_time),
  [FRAME.PLAYBACK]: isPlayback,
  [FRAME.SEEK]: isPlayback,
  [FRAME.SPEED_CHANGE]: isPlayback,
  [FRAME.MEDIA]: isPlayback,
  [FRAME.TITLE]: isPlayback,
  [FRAME.SYNC]: isPlayback,
  [FRAME.ROOM_READY_STATUS]: (data) => isObject(data.member_statuses),
  [FRAME.CHAT]: (data) => isString(data.text),
  [FRAME.CHAT_DELETED]: (data) => isString(data.message_id),
  [FRAME.CHAT_CLEARED]: () => true,
  [FRAME.REACTION]: (data) => isString(data.emoji),
  [FRAME.TYPING]: (data) => typeof data.is_typing === "boolean",
  [FRAME.USER_JOINED]: (data) => isObject(data.member) && isString(data.member.session_id),
  [FRAME.USER_LEFT]: (data) => isString(data.session_id),
  [FRAME.SYSTEM]: (data) => isString(data.event),
  [FRAME.ERROR]: (data) => isNumber(data.code),
};

/** @typedef {{ ok: true, frame: Frame } | { ok: false, reason: string }} Decoded */

/** @param {string} text @returns {unknown} undefined when it is no JSON */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {Record<string, any>} raw @returns {Frame} */
function complete(raw) {
  return {
    id: isString(raw.id) ? raw.id : "",
    type: raw.type,
    room_id: isString(raw.room_id) ? raw.room_id : "",
    session_id: isString(raw.session_id) ? raw.session_id : "",
    timestamp: isNumber(raw.timestamp) ? raw.timestamp : 0,
    data: raw.data,
  };
}

/**
 * Read one text from the server; a frame of unknown type or wrong shape is refused with a reason.
 * @param {string} text
 * @returns {Decoded}
 */
export function decode(text) {
  const raw = parse(text);
  if (!isObject(raw)) return { ok: false, reason: "not a JSON object" };
  const fits = Object.hasOwn(SHAPES, raw.type) ? SHAPES[raw.type] : undefined;
  if (!fits) return { ok: false, reason: `unknown type ${String(raw.type)}` };
  if (!isObject(raw.data) || !fits(raw.data)) {
    return { ok: false, reason: `wrong data in ${raw.type}` };
  }
  return { ok: true, frame: complete(raw) };
}

/**
 * Write one frame for the server; room and session are known to it from the connection.
 * @param {{ id: string, type: string, timestamp: number, data: object }} frame
 * @returns {string}
 */
export function encode({ id, type, timestamp, data }) {
  return JSON.stringify({ id, type, timestamp: Math.round(timestamp), data });
}
