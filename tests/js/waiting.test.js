import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isStillWaiting } from "../../static/js/room/io/waiting.js";
import { tell } from "../../static/js/room/state/notices.js";
import { initialState } from "../../static/js/room/state/initial.js";
import { reduce } from "../../static/js/room/state/reducer.js";
import { changesOf, formOf } from "../../static/js/room/state/room-form.js";
import { aFrame, aRoomInfo } from "./builders.js";

/** @param {...import("../../static/js/room/state/types.js").Frame} frames */
const after = (...frames) =>
  frames.reduce((state, frame) => reduce(state, { type: "frame", frame }), initialState());

const KNOCK = aFrame("system", { event: "join_requested", text: "小明", session_id: "x", nickname: "小明" });

describe("before the door", () => {
  /** @param {number} code @param {Record<string, string[]>} details */
  const refused = (code, details) => ({ ok: false, code, details });

  test("one waits while nobody has answered and while the server is out of reach", () => {
    assert.equal(isStillWaiting(refused(2003, { approval: ["pending"] })), true);
    assert.equal(isStillWaiting(refused(0, {})), true);
  });

  test("everything else is shown anew: let in, refused, full, over, too many", () => {
    assert.equal(isStillWaiting({ ok: true, code: 200, details: {} }), false);
    assert.equal(isStillWaiting(refused(2003, { approval: ["refused"] })), false);
    for (const code of [2003, 3002, 3006, 2005]) assert.equal(isStillWaiting(refused(code, {})), false);
  });
});

describe("inside", () => {
  test("a knock is told, and the list is fetched anew for it and for its answer", () => {
    const state = after(aRoomInfo());
    const answered = aFrame("system", { ...KNOCK.data, event: "join_approved" });

    assert.deepEqual(tell(state, KNOCK), { key: "notice_knock", values: { name: "小明" }, tone: "info" });
    assert.equal(tell(state, answered), null);
    assert.equal(after(aRoomInfo(), KNOCK, answered).knocks, 2);
  });

  test("the setting is one of the room's", () => {
    const base = formOf({ id: "8XA92B", name: "小窝" });

    assert.equal(base.approval, false);
    assert.deepEqual(changesOf(base, { ...base, approval: true }), { settings: { approval: true } });
  });
});

describe("who is not let in reads why", () => {
  for (const [details, key] of /** @type {const} */ ([
    [{ approval: ["pending"] }, "over_knock"],
    [{ approval: ["refused"] }, "over_refused"],
    [{ room_id: ["locked"] }, "over_locked"],
  ])) {
    test(key, () => {
      const frame = aFrame("error", { code: 2003, message: "You may not do this", ref: "", details });

      assert.deepEqual(after(frame).farewell, { key });
    });
  }

  test("the server's own sentence, when its details say no more", () => {
    const frame = aFrame("error", { code: 3002, message: "The room is full", ref: "" });

    assert.deepEqual(after(frame).farewell, { text: "The room is full" });
  });
});
