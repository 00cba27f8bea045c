/** What hosts and admins do with the room and its members, and how one leaves: over HTTP. */

import { request } from "./io/api.js";
import { Bandwidth } from "./io/bandwidth.js";

/** @typedef {import("./io/api.js").Answer} Answer */
/** @typedef {import("./state/types.js").Permissions} Permissions */
/** @typedef {import("./state/types.js").Role} Role */
/**
 * @typedef {object} HostingParts
 * @property {import("./state/types.js").Config} config
 * @property {import("./io/socket.js").RoomSocket} socket
 * @property {import("./io/player.js").HtmlPlayer} player
 */

/** @param {HostingParts} parts */
export function createHosting({ config, socket, player }) {
  const room = `/rooms/${config.room_id}`;
  return {
    /**
     * @param {string} session_id
     * @param {{ role?: Role, permissions?: Partial<Permissions>, muted_until?: string | null }} changes
     * @returns {Promise<Answer>}
     */
    changeMember: (session_id, changes) =>
      request(config, "PUT", `${room}/members/${session_id}`, changes),
    /** @param {string} session_id @param {boolean} ban never again @returns {Promise<Answer>} */
    sendOut: (session_id, ban) =>
      request(config, "DELETE", `${room}/members/${session_id}`, { ban }),
    /** @returns {Promise<Answer>} who is kept out, the newest first */
    bans: () => request(config, "GET", `${room}/bans?size=100`),
    /** @param {string} id @returns {Promise<Answer>} */
    liftBan: (id) => request(config, "DELETE", `${room}/bans/${id}`),
    /** @returns {Promise<Answer>} who asks to be let in, the longest-waiting first */
    knocking: () => request(config, "GET", `${room}/requests?size=100`),
    /** @param {string} session_id @param {boolean} approve @returns {Promise<Answer>} */
    answerKnock: (session_id, approve) =>
      request(config, "PUT", `${room}/requests/${session_id}`, { approve }),
    /** @param {object} changes with the version that they are made upon @returns {Promise<Answer>} */
    editRoom: (changes) => request(config, "PATCH", room, changes),
    /** @returns {Promise<Answer>} everybody is sent out, oneself as well */
    closeRoom: () => request(config, "DELETE", room),
    /** Give up the seat at once and go to the start page; without a line it is given up for us. */
    leave: async () => {
      socket.cut(true);
      await request(config, "POST", `${room}/leave`);
      location.assign("/");
    },
    /** @returns {Bandwidth} begins to watch how fast the film comes in */
    watchBandwidth: () => new Bandwidth(player.video),
  };
}
