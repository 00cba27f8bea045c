import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { initialState } from "../../static/js/room/state/initial.js";
import { reduce } from "../../static/js/room/state/reducer.js";
import { levelOfMember } from "../../static/js/room/state/views.js";
import { aFrame, aMember, aPlayback, aRoomInfo, GUEST, HOST } from "./builders.js";

/** @typedef {import("../../static/js/room/state/types.js").Frame} Frame */
/** @typedef {import("../../static/js/room/state/reducer.js").State} State */

/** @param {State} state @param {Frame} frame */
const take = (state, frame) => reduce(state, { type: "frame", frame });

const joined = () => take(initialState(), aRoomInfo());

/** @param {State} state @param {"open" | "waiting"} status */
const link = (state, status) => reduce(state, { type: "link", status, code: 0 });

describe("playback", () => {
  test("a newer version wins", () => {
    const state = take(joined(), aFrame("seek", aPlayback({ version: 2, current_time: 40 })));

    assert.equal(state.playback?.current_time, 40);
  });

  test("an older or equal version changes no position", () => {
    const state = take(joined(), aFrame("seek", aPlayback({ version: 5, current_time: 40 })));

    const older = take(state, aFrame("seek", aPlayback({ version: 4, current_time: 7 })));
    const equal = take(state, aFrame("sync", aPlayback({ version: 5, current_time: 41 })));

    assert.equal(older, state);
    assert.equal(equal.playback?.current_time, 40);
  });

  test("the same version may bring the duration", () => {
    const state = take(joined(), aFrame("media", aPlayback({ version: 2, duration: null })));

    const known = take(state, aFrame("sync", aPlayback({ version: 2, duration: 90 })));

    assert.equal(known.playback?.duration, 90);
  });

  test("a new connection is believed even with a lower version", () => {
    const state = take(joined(), aFrame("seek", aPlayback({ version: 50 })));

    const back = take(link(state, "open"), aRoomInfo({ playback: aPlayback({ version: 3 }) }));

    assert.equal(back.playback?.version, 3);
  });

  test("a broadcast that overtakes the first picture of a connection stays", () => {
    const opened = link(joined(), "open");
    const moved = take(opened, aFrame("seek", aPlayback({ version: 8, current_time: 33 })));

    const state = take(moved, aRoomInfo({ playback: aPlayback({ version: 7 }) }));

    assert.equal(state.playback?.version, 8);
  });

  test("a refused command brings the present state", () => {
    const playback = aPlayback({ version: 9, current_time: 70 });
    const state = take(joined(), aFrame("error", { code: 3005, ref: "x", playback }));

    assert.equal(state.playback?.current_time, 70);
  });

  test("any other error changes nothing", () => {
    const state = joined();

    assert.equal(take(state, aFrame("error", { code: 2005, ref: "x" })), state);
  });

  test("old picture and broadcasts make the same as a new picture", () => {
    const broadcasts = [2, 3, 4].map((version) =>
      aFrame("seek", aPlayback({ version, current_time: version * 10 })),
    );

    const followed = [...broadcasts, broadcasts[0]].reduce(take, joined());

    assert.deepEqual(followed.playback, aPlayback({ version: 4, current_time: 40 }));
  });
});

describe("what the person asked for", () => {
  const asked = () =>
    reduce(joined(), { type: "intent", intent: { id: "mine", playback_state: "paused" } });

  test("is shown until the room answers", () => {
    const other = take(asked(), aFrame("seek", aPlayback({ version: 2 }), { id: "other" }));
    const answered = take(other, aFrame("playback", aPlayback({ version: 3 }), { id: "mine" }));

    assert.equal(other.intent?.id, "mine");
    assert.equal(answered.intent, null);
  });

  test("is over when it was refused", () => {
    assert.equal(take(asked(), aFrame("error", { code: 2003, ref: "mine" })).intent, null);
  });

  test("is over when it was forgotten, but not by a later one's timer", () => {
    assert.equal(reduce(asked(), { type: "intent_over", id: "mine" }).intent, null);
    assert.equal(reduce(asked(), { type: "intent_over", id: "old" }).intent?.id, "mine");
  });
});

describe("members", () => {
  test("come once, and go", () => {
    const guest = aMember({ nickname: "小考拉" });
    const came = take(joined(), aFrame("user_joined", { member: guest }));
    const left = take(came, aFrame("user_left", { session_id: GUEST, reason: "left" }));

    assert.equal(came.members.length, 2);
    assert.equal(came.members[1].nickname, "小考拉");
    assert.deepEqual(
      left.members.map(({ session_id }) => session_id),
      [HOST],
    );
  });
});

describe("who is here", () => {
  test("is said by the list of who is ready", () => {
    const status = { total_members: 1, ready_members: 1, member_statuses: { [HOST]: true } };

    const { members } = take(joined(), aFrame("room_ready_status", status));

    assert.deepEqual(
      members.map(({ session_id, online, ready }) => [session_id, online, ready]),
      [
        [HOST, true, true],
        [GUEST, false, false],
      ],
    );
  });
});

describe("for whom the room waits", () => {
  const held = (/** @type {number} */ version) =>
    aFrame("playback", aPlayback({ version, playback_state: "buffering" }));
  const told = (/** @type {object} */ data) => aFrame("system", { event: "buffering", ...data });
  const waiting = () => [held(2), told({ session_ids: [HOST, GUEST] })].reduce(take, joined());

  /** @param {State} state */
  const stalled = ({ members }) =>
    members.filter((member) => member.stalled).map(({ session_id }) => session_id);

  test("is told, and told anew", () => {
    assert.deepEqual(stalled(waiting()), [HOST, GUEST]);
    assert.deepEqual(stalled(take(waiting(), told({ session_ids: [GUEST] }))), [GUEST]);
  });

  test("may be one, told alone", () => {
    assert.deepEqual(stalled(take(take(joined(), held(2)), told({ session_id: HOST }))), [HOST]);
  });

  test("is in the first picture", () => {
    const members = [aMember({ session_id: HOST, role: "host", stalled: true }), aMember()];
    const playback = aPlayback({ playback_state: "buffering" });

    assert.deepEqual(stalled(take(initialState(), aRoomInfo({ members, playback }))), [HOST]);
  });

  test("is nobody as soon as the room waits no more", () => {
    for (const playback_state of /** @type {const} */ (["playing", "paused"])) {
      const over = take(waiting(), aFrame("playback", aPlayback({ version: 3, playback_state })));

      assert.deepEqual(stalled(over), []);
    }
  });

  test("is nobody in a room that plays", () => {
    const state = joined();

    assert.equal(take(state, told({ session_ids: [HOST] })), state);
  });

  test("is without whoever leaves", () => {
    const left = take(waiting(), aFrame("user_left", { session_id: HOST, reason: "left" }));

    assert.deepEqual(stalled(left), [GUEST]);
  });

  test("stays when the list of who is ready comes", () => {
    const status = { total_members: 1, ready_members: 1, member_statuses: { [HOST]: true } };

    assert.deepEqual(stalled(take(waiting(), aFrame("room_ready_status", status))), [HOST, GUEST]);
  });
});

describe("messages", () => {
  /** @param {string} message_id @param {number} at */
  const line = (message_id, at) => ({ message_id, session_id: GUEST, nickname: "n", text: "t", at });

  test("are shown once, oldest first, wherever they come from", () => {
    const said = take(joined(), aFrame("chat", line("b", 2)));
    const again = take(said, aRoomInfo({ messages: [line("a", 1), line("b", 2)] }));
    const state = reduce(again, { type: "history", messages: [line("0", 0)], older: false });

    assert.deepEqual(
      state.messages.map(({ message_id }) => message_id),
      ["0", "a", "b"],
    );
    assert.equal(state.older, false);
  });

  test("leave no gap after a long absence: a full page of unknown ones stands alone", () => {
    const open = reduce(joined(), { type: "link", status: "open", code: 0 });
    const said = take(open, aFrame("chat", line("old", 1)));
    const page = Array.from({ length: 50 }, (_, i) => line(`new-${i}`, 100 + i));

    const far = take(said, aRoomInfo({ messages: page }));
    const near = take(said, aRoomInfo({ messages: [line("old", 1), ...page.slice(1)] }));

    assert.deepEqual([far.messages.length, far.older], [50, true]);
    assert.deepEqual([near.messages.length, near.older], [50, false]);
  });

  test("name their sender by the frame", () => {
    const { session_id: _, ...data } = line("a", 1);

    const state = take(joined(), aFrame("chat", data, { session_id: GUEST }));

    assert.equal(state.messages[0].session_id, GUEST);
  });
});

describe("how the others are", () => {
  test("comes with who is ready, and stays until something newer is said", () => {
    const inside = reduce(initialState(), { type: "frame", frame: aRoomInfo() });
    const statuses = { [HOST]: true, [GUEST]: true };
    const told = aFrame("room_ready_status", {
      total_members: 2,
      ready_members: 2,
      member_statuses: statuses,
      member_sync: { [GUEST]: { drift_ms: -40, level: "gentle" } },
    });

    const after = reduce(inside, { type: "frame", frame: told });
    const guest = after.members.find(({ session_id }) => session_id === GUEST);

    assert.equal(guest?.drift_ms, -40);
    assert.equal(guest && levelOfMember(after, guest), "gentle");
    assert.equal(guest && levelOfMember(after, { ...guest, online: false }), null);
  });
});
