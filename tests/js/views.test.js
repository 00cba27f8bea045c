import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { tell } from "../../static/js/room/state/notices.js";
import { initialState } from "../../static/js/room/state/initial.js";
import { reduce } from "../../static/js/room/state/reducer.js";
import {
  driftOf,
  isMoot,
  isPlaying,
  may,
  noControlKey,
  notReady,
  roster,
  shownPosition,
  showsPause,
  signalOf,
  waitedFor,
  waitingKey,
} from "../../static/js/room/state/views.js";
import { aFrame, aMember, aPlayback, aRoomInfo, GUEST, HOST } from "./builders.js";

/** @param {object} [changes] */
const inRoom = (changes) => reduce(initialState(), { type: "frame", frame: aRoomInfo(changes) });

describe("what the parts ask", () => {
  test("nobody may anything before the room has spoken", () => {
    assert.equal(may(initialState(), "control"), false);
    assert.equal(may(inRoom(), "control"), true);
  });

  test("the button and the bar show what was asked for at once", () => {
    const intent = { id: "a", playback_state: /** @type {const} */ ("paused"), current_time: 42 };
    const state = reduce(inRoom(), { type: "intent", intent });

    assert.equal(isPlaying(inRoom()), true);
    assert.equal(isPlaying(state), false);
    assert.equal(shownPosition(state, 5000), 42);
    assert.equal(shownPosition(inRoom(), 5000), 5);
  });

  test("only the others are waited for", () => {
    const ready = { total_members: 2, ready_members: 1, member_statuses: { [GUEST]: false } };

    assert.deepEqual(
      notReady(inRoom({ ready })).map(({ session_id }) => session_id),
      [GUEST],
    );
    assert.deepEqual(notReady(inRoom({ ready: { ...ready, member_statuses: { [GUEST]: true } } })), []);
  });

  test("nobody waits for somebody who is gone", () => {
    const members = [aMember({ session_id: HOST }), aMember({ online: false })];

    assert.deepEqual(notReady(inRoom({ members })), []);
  });

  test("at the end the button plays, unless the picture is on its way elsewhere", () => {
    const intent = { id: "a", current_time: 0 };

    assert.equal(showsPause(inRoom(), 5000), true);
    assert.equal(showsPause(inRoom(), 90_000), false);
    assert.equal(showsPause(reduce(inRoom(), { type: "intent", intent }), 90_000), true);
  });

  test("ahead is positive for everybody", () => {
    const state = reduce(inRoom(), { type: "sync", level: "gentle", drift_ms: 40, wide: false });

    assert.equal(driftOf(state, aMember({ session_id: HOST, drift_ms: 7 })), 40);
    assert.equal(driftOf(state, aMember({ drift_ms: -30 })), 30);
    assert.equal(driftOf(state, aMember({ drift_ms: null })), null);
  });

  test("the host comes first in the list", () => {
    const members = [aMember(), aMember({ session_id: HOST, role: "host" })];

    assert.equal(roster(inRoom({ members }))[0].session_id, HOST);
  });

  test("the cover says for whom the room waits", () => {
    const host = aMember({ session_id: HOST, role: "host" });
    const waitingFor = (/** @type {boolean} */ h, /** @type {boolean} */ g) =>
      inRoom({
        members: [{ ...host, stalled: h }, aMember({ stalled: g })],
        playback: aPlayback({ playback_state: "buffering" }),
      });

    assert.equal(waitingKey(waitingFor(true, false)), "cover_buffering_host");
    assert.equal(waitingKey(waitingFor(true, true)), "cover_buffering_for");
    assert.equal(waitingKey(waitingFor(false, true)), "cover_buffering_for");
    assert.equal(waitingKey(waitingFor(false, false)), "cover_buffering");
    assert.deepEqual(
      waitedFor(waitingFor(false, true)).map(({ session_id }) => session_id),
      [GUEST],
    );
  });

  test("the light is green below 100 ms, yellow below 300, red above, and off without a line", () => {
    const open = reduce(inRoom(), { type: "link", status: "open", code: 0 });
    const at = (/** @type {number} */ rtt_ms) => signalOf(reduce(open, { type: "rtt", rtt_ms }));

    assert.deepEqual([99, 100, 299, 300].map(at), ["good", "fair", "fair", "poor"]);
    assert.equal(signalOf(inRoom()), "off");
  });
});

describe("what people are told", () => {
  const from = { session_id: GUEST };

  test("who did it", () => {
    const seek = aFrame("seek", aPlayback({ current_time: 90 }), from);

    assert.equal(tell(inRoom(), seek)?.key, "notice_seek");
    assert.equal(tell(inRoom(), seek)?.values?.name, "快乐的考拉");
    assert.equal(tell(inRoom(), seek)?.values?.position, 90);
  });

  test("nothing of what one did oneself", () => {
    const mine = aFrame("seek", aPlayback(), { session_id: HOST });

    assert.equal(tell(inRoom(), mine), null);
  });

  test("play and pause by their action", () => {
    const frame = (/** @type {string} */ action) =>
      aFrame("playback", { ...aPlayback(), action }, from);

    assert.equal(tell(inRoom(), frame("play"))?.key, "notice_play");
    assert.equal(tell(inRoom(), frame("pause"))?.key, "notice_pause");
  });

  test("who came for the first time, and who went", () => {
    const stranger = aMember({ session_id: "new", nickname: "新朋友" });

    assert.equal(tell(inRoom(), aFrame("user_joined", { member: stranger }))?.key, "notice_joined");
    assert.equal(tell(inRoom(), aFrame("user_joined", { member: aMember() })), null);
    assert.equal(tell(inRoom(), aFrame("user_left", { session_id: GUEST }))?.key, "notice_left");
  });

  test("nothing of one's own going, nor twice of another's", () => {
    const left = (/** @type {object} */ data) => tell(inRoom(), aFrame("user_left", data));
    const kicked = (/** @type {string} */ session_id) =>
      tell(inRoom(), aFrame("system", { event: "kicked", text: "n", session_id }));

    assert.equal(left({ session_id: HOST, reason: "left" }), null);
    assert.equal(left({ session_id: GUEST, reason: "kicked" }), null);
    assert.equal(kicked(HOST), null);
    assert.equal(kicked(GUEST)?.key, "notice_kicked");
  });

  test("nothing of a wait, which the cover shows for as long as it lasts", () => {
    const data = { event: "buffering", text: "房主", session_ids: [HOST] };

    assert.equal(tell(inRoom(), aFrame("system", data)), null);
  });

  test("nothing when somebody else was faster", () => {
    assert.equal(tell(inRoom(), aFrame("error", { code: 3005, message: "no" })), null);
    const typing = reduce(inRoom(), { type: "quiet", id: "t1" });
    assert.equal(tell(typing, aFrame("error", { code: 3007, message: "no", ref: "t1" })), null);
    assert.equal(tell(typing, aFrame("error", { code: 3007, message: "no", ref: "c1" }))?.text, "no");
  });

  test("what the server says in its own words", () => {
    assert.equal(tell(inRoom(), aFrame("system", { event: "maintenance", text: "hi" }))?.text, "hi");
    assert.equal(tell(inRoom(), aFrame("error", { code: 1, message: "no" }))?.tone, "warning");
  });
});

describe("a question before playing", () => {
  /** @param {"ready" | "back"} dialog @param {object} [changes] */
  const asked = (dialog, changes) =>
    reduce(inRoom({ playback: aPlayback({ playback_state: "paused" }), ...changes }), { type: "dialog", dialog });
  const loaded = { total_members: 2, ready_members: 2, member_statuses: { [HOST]: true, [GUEST]: true } };

  test("stands as long as it is one", () => {
    assert.equal(isMoot(asked("ready")), false);
    assert.equal(isMoot(asked("back", { ready: loaded })), false);
  });

  test("answers itself when everybody has loaded, or the room plays", () => {
    assert.equal(isMoot(asked("ready", { ready: loaded })), true);
    assert.equal(isMoot(asked("ready", { playback: aPlayback() })), true);
    assert.equal(isMoot(asked("back", { playback: aPlayback() })), true);
  });
});

describe("what is said to the one whom it concerns", () => {
  test("is why the picture is not theirs: everybody's lot, or their own", () => {
    const room = { id: "8XA92B", name: "小窝", settings: { allow_control: false } };

    assert.equal(noControlKey(inRoom({ room })), "notice_no_control");
    assert.equal(noControlKey(inRoom()), "no_control");
  });

  test("is that they are muted, not that somebody is", () => {
    /** @param {string} event @param {string} session_id */
    const told = (event, session_id) =>
      tell(inRoom(), aFrame("system", { event, text: "n", session_id }))?.key;

    assert.deepEqual(["muted", "unmuted"].map((event) => told(event, HOST)), [
      "notice_you_muted",
      "notice_you_unmuted",
    ]);
    assert.equal(told("muted", GUEST), "notice_muted");
  });
});
