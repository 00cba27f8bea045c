/** Values for tests, complete, so that a test names only what it is about. */

/** @typedef {import("../../static/js/room/state/types.js").Playback} Playback */
/** @typedef {import("../../static/js/room/state/types.js").Member} Member */
/** @typedef {import("../../static/js/room/state/types.js").Frame} Frame */

export const HOST = "host-session";
export const GUEST = "guest-session";

/** @param {Partial<Playback>} [changes] @returns {Playback} */
export function aPlayback(changes = {}) {
  return {
    room_id: "8XA92B",
    media_url: "/clip.mp4",
    title: "clip",
    playback_state: "playing",
    current_time: 0,
    duration: 90,
    playback_rate: 1,
    version: 1,
    server_time: 0,
    effective_at: 0,
    updated_by: HOST,
    ...changes,
  };
}

/** @param {Partial<Member>} [changes] @returns {Member} */
export function aMember(changes = {}) {
  return { session_id: GUEST, nickname: "快乐的考拉", avatar: "a", role: "guest", ...changes };
}

/** @param {string} type @param {object} data @param {Partial<Frame>} [changes] @returns {Frame} */
export function aFrame(type, data, changes = {}) {
  return { id: "", type, room_id: "8XA92B", session_id: "", timestamp: 0, data, ...changes };
}

/** @param {object} [changes] @returns {Frame} */
export function aRoomInfo(changes = {}) {
  return aFrame("room_info", {
    room: { id: "8XA92B", name: "小窝" },
    members: [aMember({ session_id: HOST, nickname: "房主", role: "host" }), aMember()],
    playback: aPlayback(),
    ready: { total_members: 2, ready_members: 0, member_statuses: {} },
    you: {
      session_id: HOST,
      role: "host",
      permissions: { control: true, chat: true, manage: true, media: true },
    },
    messages: [],
    ...changes,
  });
}
