import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { initialState } from "../../static/js/room/state/initial.js";
import { reduce } from "../../static/js/room/state/reducer.js";
import { aFrame, aRoomInfo, GUEST, HOST } from "./builders.js";

/** @typedef {import("../../static/js/room/state/types.js").Frame} Frame */
/** @typedef {import("../../static/js/room/state/reducer.js").State} State */

/** @param {State} state @param {Frame} frame */
const take = (state, frame) => reduce(state, { type: "frame", frame });

const joined = () => take(initialState(), aRoomInfo());

/** @param {State} state */
const opened = (state) => reduce(state, { type: "link", status: "open", code: 0 });

describe("the last word before the end", () => {
  /** @param {string} [ref] */
  const full = (ref = "") => aFrame("error", { code: 3002, message: "full", ref });

  test("is the refusal to let in", () => {
    assert.deepEqual(take(initialState(), full()).farewell, { text: "full" });
    assert.equal(take(opened(joined()), full()).farewell, null);
    assert.equal(take(initialState(), full("mine")).farewell, null);
  });

  test("is that one was sent out oneself", () => {
    const kicked = (/** @type {string} */ session_id) =>
      take(joined(), aFrame("system", { event: "kicked", text: "n", session_id })).farewell;

    assert.deepEqual(kicked(HOST), { key: "over_kicked" });
    assert.equal(kicked(GUEST), null);
  });

  test("is forgotten with the next attempt", () => {
    const state = take(initialState(), full());

    assert.equal(reduce(state, { type: "link", status: "connecting", code: 0 }).farewell, null);
  });
});

describe("the page itself", () => {
  test("an action that changes nothing for a part leaves it the same object", () => {
    const before = joined();

    const after = reduce(before, { type: "rtt", rtt_ms: 20 });

    assert.equal(after.members, before.members);
    assert.equal(after.playback, before.playback);
  });

  test("does not say the same thing twice over", () => {
    let state = joined();
    for (const id of [1, 2, 3]) {
      const values = { name: id === 2 ? "b" : "a" };
      state = reduce(state, { type: "notice", notice: { id, key: "k", values, tone: "info" } });
    }

    assert.deepEqual(
      state.notices.map(({ id }) => id),
      [2, 3],
    );
  });

  test("shows three notices at most and drops what is dismissed", () => {
    let state = joined();
    for (const id of [1, 2, 3, 4]) {
      state = reduce(state, { type: "notice", notice: { id, key: `k${id}`, tone: "info" } });
    }
    state = reduce(state, { type: "notice_over", id: 3 });

    assert.deepEqual(
      state.notices.map(({ id }) => id),
      [2, 4],
    );
  });
});
