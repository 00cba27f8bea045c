import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { initialState, reduce } from "../../static/js/room/state/reducer.js";
import { linesOf } from "../../static/js/room/state/talk.js";
import { aFrame, aMember, aRoomInfo, GUEST, HOST } from "./builders.js";

/** @typedef {import("../../static/js/room/state/reducer.js").Action} Action */

/** In a room with an open line, after these. @param {Action[]} actions */
const after = (...actions) =>
  /** @type {Action[]} */ ([
    { type: "link", status: "open", code: 0 },
    { type: "frame", frame: aRoomInfo() },
    ...actions,
  ]).reduce(reduce, initialState());

/** @param {string} type @param {object} data @param {object} [changes] @returns {Action} */
const heard = (type, data, changes) => ({ type: "frame", frame: aFrame(type, data, changes) });

/** @type {Action} */
const SAID = { type: "said", id: "f1", text: "今晚看这个？" };
/** @type {Action} */
const LOST = { type: "link", status: "waiting", code: 1006 };

describe("who came and went", () => {
  const stranger = aMember({ session_id: "new", nickname: "新朋友" });

  test("stands between what was said, by time", () => {
    const state = after(
      heard("chat", { message_id: "m1", text: "one" }, { timestamp: 10, session_id: GUEST }),
      heard("user_joined", { member: stranger }, { timestamp: 20 }),
      heard("chat", { message_id: "m2", text: "two" }, { timestamp: 30, session_id: GUEST }),
      heard("user_left", { session_id: "new", reason: "left" }, { timestamp: 40 }),
    );

    assert.deepEqual(
      linesOf(state).map((line) => ("key" in line ? `${line.key} ${line.name}` : line.text)),
      ["one", "line_joined 新朋友", "two", "line_left 新朋友"],
    );
  });

  test("but not a new name of who is here, nor oneself", () => {
    const renamed = heard("user_joined", { member: aMember({ nickname: "新名字" }) });

    assert.deepEqual(after(renamed).comings, []);
    assert.deepEqual(after(heard("user_left", { session_id: HOST, reason: "left" })).comings, []);
  });
});

describe("what was typed", () => {
  test("is forgotten when the room shows it", () => {
    const shown = heard("chat", { message_id: "m1", text: "x" }, { id: "f1", session_id: HOST });

    assert.deepEqual(after(SAID, shown).talk, { saying: [], unsaid: null });
  });

  test("comes back when it is refused", () => {
    const state = after(SAID, heard("error", { code: 2003, message: "no", ref: "f1" }));

    assert.equal(state.talk.unsaid?.text, "今晚看这个？");
    assert.deepEqual(after(SAID, heard("error", { code: 2003, message: "no", ref: "f2" })).talk.unsaid, null);
  });

  test("comes back when the line went down before it was shown", () => {
    assert.equal(after(SAID, LOST).talk.unsaid?.text, "今晚看这个？");
    assert.deepEqual(after(SAID, LOST).talk.saying, []);
  });

  test("stays on its way when it was said while the line was down", () => {
    const state = after(LOST, SAID, { type: "link", status: "connecting", code: 0 });

    assert.equal(state.talk.unsaid, null);
    assert.equal(state.talk.saying.length, 1);
  });
});
