/** How the list of members changes. A list in which nothing changes stays the very same. */

/** @typedef {import("./types.js").Member} Member */
/** @typedef {readonly Member[]} Members */

/**
 * @param {Members} members
 * @param {(member: Member) => Member} change returns the same object for who stays as they are
 * @returns {Members}
 */
function changed(members, change) {
  const next = members.map(change);
  return next.some((member, index) => member !== members[index]) ? next : members;
}

/** @param {Members} members @param {Member} member new, or with a new name @returns {Members} */
export function withMember(members, member) {
  return [...members.filter(({ session_id }) => session_id !== member.session_id), member];
}

/** @param {Members} members @param {string} session_id @returns {Members} */
export function withoutMember(members, session_id) {
  return members.filter((member) => member.session_id !== session_id);
}

/** @param {Members} members @param {readonly string[]} session_ids for whom the room waits @returns {Members} */
export function withStalled(members, session_ids) {
  return changed(members, (member) => {
    const stalled = session_ids.includes(member.session_id);
    return Boolean(member.stalled) === stalled ? member : { ...member, stalled };
  });
}

/**
 * The server lists whoever has a socket open, and does so whenever somebody's opens or closes.
 * @param {Members} members
 * @param {Record<string, any>} data of `room_ready_status`
 * @returns {Members}
 */
export function withReady(members, { member_statuses, member_sync }) {
  return members.map((member) => {
    const online = Object.hasOwn(member_statuses, member.session_id);
    const sync = member_sync?.[member.session_id];
    return { ...member, ...sync, online, ready: online && member_statuses[member.session_id] };
  });
}

/**
 * @param {Members} members
 * @param {Record<string, any>} data of `role_changed`
 * @returns {Members}
 */
export function withRole(members, { session_id, role, permissions }) {
  return changed(members, (member) => {
    if (member.session_id !== session_id) return member;
    return { ...member, role, permissions: permissions ?? member.permissions };
  });
}

/**
 * @param {Members} members
 * @param {string} session_id
 * @param {string | null} muted_until ISO 8601
 * @returns {Members}
 */
export function withMuted(members, session_id, muted_until) {
  return changed(members, (member) =>
    member.session_id === session_id ? { ...member, muted_until } : member,
  );
}

/** @param {Members} members @param {number} at_ms cloud clock @returns {Members} whose time has come may speak */
export function withMutesOver(members, at_ms) {
  return changed(members, (member) =>
    member.muted_until && Date.parse(member.muted_until) <= at_ms
      ? { ...member, muted_until: null }
      : member,
  );
}

/** @param {Members} members @returns {number} cloud ms when the next may speak again; Infinity: nobody waits */
export function nextVoice(members) {
  const ends = members.map(({ muted_until }) => (muted_until ? Date.parse(muted_until) : Infinity));
  return Math.min(Infinity, ...ends);
}

/** @param {Members} members @param {string} session_id @param {boolean} away @returns {Members} */
export function withAway(members, session_id, away) {
  return changed(members, (member) => {
    const is_same = member.session_id !== session_id || Boolean(member.away) === away;
    return is_same ? member : { ...member, away };
  });
}
