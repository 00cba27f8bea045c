/** What the page's parts say of themselves just now, gathered for reading and for export. */

import { jitterOf, lossOf } from "../state/health.js";
import { driftOf } from "../state/views.js";

/** @typedef {import("../controller.js").Controller} Controller */
/** @typedef {ReturnType<typeof lookAt>} Look */

/** @param {number} value @param {number} [digits] @returns {number} */
const rounded = (value, digits = 1) => Number(value.toFixed(digits));

/** @param {number | null} value @returns {number | null} */
const orNull = (value) => (value === null ? null : rounded(value));

/** @param {Controller} controller */
function networkOf({ store, socket, meter, clock }) {
  const { link, rtt_ms } = store.getState();
  const { sent, received, refused, dropped } = socket.traffic;
  return {
    link: link.status,
    close_code: link.code,
    rtt_ms: orNull(rtt_ms),
    jitter_ms: orNull(jitterOf(meter.health)),
    loss: lossOf(meter.health, performance.now()),
    frames: { sent, received, refused, dropped },
    local_minus_cloud_ms: rounded(Date.now() - clock.now()),
  };
}

/** @param {Controller} controller */
function syncOf({ store, follower, player, last_sync }) {
  const { sync, picture } = store.getState();
  const { diff_s } = follower.corrector;
  return {
    time_diff_ms: diff_s === null ? null : rounded(diff_s * 1000),
    level: sync.level,
    cannot_keep_up: sync.wide,
    picture,
    own_rate: rounded(player.video.playbackRate, 3),
    last: last_sync,
  };
}

/** @param {Controller} controller */
function roomOf({ store, player, config }) {
  const { members, playback, ready, you, room } = store.getState();
  return {
    id: config.room_id,
    version: room?.version ?? null,
    members: members.length,
    ready: ready.ready_members,
    host: members.find(({ role }) => role === "host")?.session_id ?? null,
    own_role: you?.role ?? null,
    own_rights: you?.permissions ?? null,
    playback_state: playback?.playback_state ?? null,
    playback_version: playback?.version ?? null,
    playback_rate: playback?.playback_rate ?? null,
    position: rounded(player.position, 3),
    duration: playback?.duration ?? null,
    media_url: playback?.media_url ?? null,
    settings: room?.settings ?? null,
  };
}

/** @param {Controller} controller */
export function lookAt(controller) {
  const { last_received, last_sent, handled_ms } = controller.socket.traffic;
  return {
    network: networkOf(controller),
    sync: syncOf(controller),
    room: roomOf(controller),
    messages: { last_received, last_sent, handled_ms: orNull(handled_ms) },
  };
}

/**
 * Everything, for whoever has to find out what went wrong; without what people said.
 * @param {Controller} controller
 * @param {object} performance_facts
 */
export function snapshotOf(controller, performance_facts) {
  const state = controller.store.getState();
  return {
    at: new Date().toISOString(),
    cloud_ms: Math.round(controller.clock.now()),
    page: location.pathname,
    browser: navigator.userAgent,
    ...withoutWords(lookAt(controller)),
    performance: performance_facts,
    line: controller.follower.line,
    pings: controller.meter.health,
    members: state.members.map((member) => ({
      session_id: member.session_id,
      role: member.role,
      permissions: member.permissions,
      online: member.online,
      ready: member.ready,
      away: member.away,
      drift_ms: driftOf(state, member),
    })),
    messages_shown: state.messages.length,
  };
}

/** @param {Look} look */
function withoutWords({ messages, ...others }) {
  const { last_received, last_sent, handled_ms } = messages;
  const bare = (/** @type {import("../io/traffic.js").Passed | null} */ passed) =>
    passed && (passed.type === "chat" || passed.type === "room_info" ? { ...passed, data: null } : passed);
  return {
    ...others,
    messages: { last_received: bare(last_received), last_sent: bare(last_sent), handled_ms },
  };
}
