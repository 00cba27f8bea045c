/**
 * What a frame has to say to people: "小考拉 paused". Pure: frame in, key of a text and its values
 * out, or null when there is nothing to tell.
 */

import { nameOf as fileOf } from "./links.js";
import { FRAME, PLAYBACK_CONFLICT } from "./protocol.js";
import { isLive } from "./views.js";

/** @typedef {import("./types.js").Frame} Frame */
/** @typedef {import("./reducer.js").State} State */
/**
 * @typedef {object} Told
 * @property {string} [key]
 * @property {Record<string, string | number>} [values]
 * @property {string} [text]
 * @property {"info" | "warning"} tone
 */

/** @param {State} state @param {string} session_id @returns {string | undefined} */
function nameOf(state, session_id) {
  return state.members.find((member) => member.session_id === session_id)?.nickname;
}

/**
 * @param {string} key
 * @returns {(state: State, frame: Frame) => Told | null}
 */
function byOther(key) {
  return (state, frame) => {
    const name = nameOf(state, frame.session_id);
    if (!name || frame.session_id === state.you?.session_id) return null;
    const { current_time, playback_rate } = frame.data;
    return { key, values: { name, position: current_time, rate: playback_rate }, tone: "info" };
  };
}

/**
 * The places of a broadcast are numbers that nobody reads.
 * @param {string} key
 * @returns {(state: State, frame: Frame) => Told | null}
 */
function placedByOther(key) {
  const [tellFilm, tellLive] = [byOther(key), byOther(`${key}_live`)];
  return (state, frame) => (isLive(state) ? tellLive : tellFilm)(state, frame);
}

const PLAYED = placedByOther("notice_play");
const PAUSED = placedByOther("notice_pause");

/**
 * Events of the server whose text is a name; any other says its own sentence, if any.
 * @type {Record<string, (data: Record<string, any>) => string>}
 */
const SYSTEM_KEYS = {
  muted: () => "notice_muted",
  unmuted: () => "notice_unmuted",
  kicked: () => "notice_kicked",
  away: () => "notice_away",
  back: () => "notice_back",
  join_requested: () => "notice_knock",
};

/** Shown elsewhere: on the cover for as long as it lasts; in the list of who is at the door. */
const QUIET = ["buffering", "join_approved", "join_refused"];

/** The same when it is oneself. @type {Record<string, string>} */
const OWN_KEYS = { muted: "notice_you_muted", unmuted: "notice_you_unmuted" };

/**
 * A new role is everybody's business, a new right only one's own.
 * @param {State} state
 * @param {Record<string, any>} data
 * @returns {Told | null}
 */
function onRole({ members, you }, { session_id, role, text }) {
  const known = members.find((member) => member.session_id === session_id);
  if (known?.role !== role) return { key: `notice_role_${role}`, values: { name: text }, tone: "info" };
  return session_id === you?.session_id ? { key: "notice_rights", tone: "info" } : null;
}

/** @type {Record<string, (state: State, frame: Frame) => Told | null>} */
const TOLD = {
  [FRAME.PLAYBACK]: (state, frame) =>
    (frame.data.action === "play" ? PLAYED : PAUSED)(state, frame),
  [FRAME.SEEK]: placedByOther("notice_seek"),
  [FRAME.SPEED_CHANGE]: byOther("notice_speed"),
  [FRAME.MEDIA]: byOther("notice_media"),
  [FRAME.TITLE]: (state, frame) => {
    const told = byOther("notice_title")(state, frame);
    const title = frame.data.title || fileOf(frame.data.media_url);
    return told && { ...told, values: { ...told.values, title } };
  },
  [FRAME.USER_JOINED]: (state, { data }) =>
    data.member.session_id === state.you?.session_id || nameOf(state, data.member.session_id)
      ? null
      : { key: "notice_joined", values: { name: data.member.nickname }, tone: "info" },
  [FRAME.USER_LEFT]: (state, { data }) => {
    const name = nameOf(state, data.session_id);
    // Whoever was sent out was named by the frame before; oneself is told by the page's end.
    const is_told = data.reason === "kicked" || data.session_id === state.you?.session_id;
    return name && !is_told ? { key: "notice_left", values: { name }, tone: "info" } : null;
  },
  [FRAME.SYSTEM]: (state, { data }) => {
    if (data.event === "kicked" && data.session_id === state.you?.session_id) return null;
    if (QUIET.includes(data.event)) return null;
    if (data.event === "role_changed") return onRole(state, data);
    if (data.session_id === state.you?.session_id && OWN_KEYS[data.event]) {
      return { key: OWN_KEYS[data.event], tone: "info" };
    }
    const key = SYSTEM_KEYS[data.event]?.(data);
    if (key) return { key, values: { name: data.text }, tone: "info" };
    return data.text ? { text: String(data.text), tone: "info" } : null;
  },
  [FRAME.ERROR]: ({ quiet }, { data }) => {
    const is_silent = data.code === PLAYBACK_CONFLICT || (quiet !== "" && data.ref === quiet);
    return data.message && !is_silent ? { text: String(data.message), tone: "warning" } : null;
  },
};

/**
 * @param {State} state as it was before the frame
 * @param {Frame} frame
 * @returns {Told | null}
 */
export function tell(state, frame) {
  const handle = TOLD[frame.type];
  return handle ? handle(state, frame) : null;
}
