import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { tell } from "../../static/js/room/state/notices.js";
import { initialState } from "../../static/js/room/state/initial.js";
import { reduce } from "../../static/js/room/state/reducer.js";
import { overridesWith, powersOver, rightsOf } from "../../static/js/room/state/rights.js";
import { nextVoice } from "../../static/js/room/state/people.js";
import { isSilent, may, ownMute } from "../../static/js/room/state/views.js";
import { aFrame, aMember, aRoomInfo, GUEST, HOST } from "./builders.js";
import { vectors } from "./vectors.js";

/** @typedef {import("../../static/js/room/state/types.js").Role} Role */

const ALL = { control: true, chat: true, manage: true, media: true };

/** @param {Role} role @param {object} [changes] */
const as = (role, changes = {}) => ({ session_id: "me", role, permissions: { ...ALL, ...changes } });

/** A room as the guest sees it. @param {object} [changes] */
const asGuest = (changes = {}) =>
  reduce(initialState(), {
    type: "frame",
    frame: aRoomInfo({
      you: { session_id: GUEST, role: "guest", permissions: { ...ALL, manage: false, media: false } },
      ...changes,
    }),
  });

/** @param {object} data */
const roleChanged = (data) =>
  aFrame("system", { event: "role_changed", text: "快乐的考拉", session_id: GUEST, ...data });

describe("the table", () => {
  for (const { name, role, permissions, allow_control, expect } of vectors("rights")) {
    test(name, () => {
      const rights = Object.entries(rightsOf({ role, permissions }, allow_control));

      assert.deepEqual(rights.filter(([, has]) => has).map(([right]) => right).sort(), expect);
    });
  }
});

describe("what one may do with another", () => {
  test("the host may everything with everybody else", () => {
    const { deeds, rights, why } = powersOver(as("host"), aMember());

    assert.deepEqual(deeds, ["make_admin", "hand_over", "mute_10", "mute_60", "kick", "ban"]);
    assert.deepEqual(rights, ["control", "chat", "media", "manage"]);
    assert.equal(why, null);
    assert.equal(powersOver(as("host"), aMember({ role: "admin" })).deeds[0], "make_guest");
  });

  test("an admin sends guests out, gives what an admin has, and reads why there is no more", () => {
    const { deeds, rights, why } = powersOver(as("admin", { media: false }), aMember());

    assert.deepEqual(deeds, ["mute_10", "mute_60", "kick", "ban"]);
    const silent = aMember({ muted_until: "2026-01-01T00:10:00.000Z" });
    assert.deepEqual(powersOver(as("admin"), silent).deeds, ["unmute", "kick", "ban"]);
    assert.deepEqual(rights, ["control", "chat", "manage"]);
    assert.equal(why, "why_host_only");
  });

  test("an admin may nothing with host and admins, and reads why", () => {
    assert.deepEqual(powersOver(as("admin"), aMember({ role: "host" })), {
      deeds: [],
      rights: [],
      why: "why_host",
    });
    assert.equal(powersOver(as("admin"), aMember({ role: "admin" })).why, "why_admin");
  });

  test("nobody has power over themselves, and a guest over nobody", () => {
    const nothing = { deeds: [], rights: [], why: null };

    assert.deepEqual(powersOver(as("host"), aMember({ session_id: "me" })), nothing);
    assert.deepEqual(powersOver(as("guest", { manage: false }), aMember()), nothing);
    assert.deepEqual(powersOver(null, aMember()), nothing);
  });

  test("a right that is the role's own needs no override, and others' overrides stay", () => {
    const muted = aMember({ permissions: { chat: false, media: true } });

    assert.deepEqual(overridesWith(muted, "chat", true, true), { media: true });
    assert.deepEqual(overridesWith(muted, "control", false, true), {
      chat: false,
      media: true,
      control: false,
    });
    assert.deepEqual(overridesWith(aMember(), "control", true, false), { control: true });
  });
});

describe("rights that change while one is here", () => {
  test("one's own are known at once", () => {
    const muted = reduce(asGuest(), {
      type: "frame",
      frame: roleChanged({ role: "guest", permissions: { chat: false } }),
    });
    const admin = reduce(muted, {
      type: "frame",
      frame: roleChanged({ role: "admin", permissions: {} }),
    });

    assert.equal(may(asGuest(), "chat"), true);
    assert.equal(may(muted, "chat"), false);
    assert.equal(may(muted, "control"), true);
    assert.equal(admin.you?.role, "admin");
    assert.equal(may(admin, "manage"), true);
  });

  test("the room's setting counts", () => {
    const state = asGuest({ room: { id: "8XA92B", name: "n", settings: { allow_control: false } } });
    const frame = roleChanged({ role: "guest", permissions: {} });

    assert.equal(may(reduce(state, { type: "frame", frame }), "control"), false);
  });

  test("another's change nothing of one's own", () => {
    const frame = roleChanged({ session_id: HOST, role: "admin", permissions: { chat: false } });
    const state = reduce(asGuest(), { type: "frame", frame });

    assert.equal(may(state, "chat"), true);
    assert.equal(state.members.find(({ session_id }) => session_id === HOST)?.role, "admin");
  });

  test("a new role is told to everybody, a new right to whom it belongs", () => {
    const same = roleChanged({ role: "guest", permissions: { chat: false } });
    const asHost = reduce(initialState(), { type: "frame", frame: aRoomInfo() });

    assert.equal(tell(asGuest(), roleChanged({ role: "admin" }))?.key, "notice_role_admin");
    assert.equal(tell(asGuest(), same)?.key, "notice_rights");
    assert.equal(tell(asHost, same), null);
    assert.equal(tell(asHost, aFrame("system", { event: "muted", text: "n" }))?.key, "notice_muted");
  });
});

describe("who looks away", () => {
  test("is away until back", () => {
    const event = (/** @type {string} */ name) =>
      aFrame("system", { event: name, text: "n", session_id: GUEST });
    const away = reduce(asGuest(), { type: "frame", frame: event("away") });
    const back = reduce(away, { type: "frame", frame: event("back") });
    const isAway = (/** @type {typeof away} */ { members }) =>
      members.filter((member) => member.away).map(({ session_id }) => session_id);

    assert.deepEqual(isAway(away), [GUEST]);
    assert.deepEqual(isAway(back), []);
  });
});

describe("who is muted for a while", () => {
  const until = "2026-01-01T00:10:00.000Z";
  const end = Date.parse(until);
  /** @param {object} data */
  const told = (data) => aFrame("system", { text: "n", session_id: GUEST, ...data });
  const muted = reduce(asGuest(), {
    type: "frame",
    frame: told({ event: "muted", muted_until: until }),
  });

  test("has no voice until then, and has it back at the minute or when it is lifted", () => {
    assert.equal(isSilent(asGuest()), false);
    assert.deepEqual([isSilent(muted), ownMute(muted), nextVoice(muted.members)], [true, until, end]);
    assert.equal(may(muted, "control"), true);

    const early = reduce(muted, { type: "mutes_over", at: end - 1 });
    assert.equal(early.members, muted.members);
    const over = reduce(muted, { type: "mutes_over", at: end });
    assert.deepEqual([isSilent(over), nextVoice(over.members)], [false, Infinity]);
    const lifted = reduce(muted, { type: "frame", frame: told({ event: "unmuted" }) });
    assert.equal(isSilent(lifted), false);
  });

  test("is so from the room's first picture on, but a host never is", () => {
    const members = [
      aMember({ session_id: HOST, role: "host", muted_until: until }),
      aMember({ muted_until: until }),
    ];
    const asHost = reduce(initialState(), { type: "frame", frame: aRoomInfo({ members }) });

    assert.equal(isSilent(asGuest({ members })), true);
    assert.equal(isSilent(asHost), false);
    assert.equal(isSilent(initialState()), false);
  });
});
