import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AWAY_MS, meanwhile, missedSince } from "../../static/js/room/io/meanwhile.js";
import { initialState } from "../../static/js/room/state/initial.js";
import { reduce } from "../../static/js/room/state/reducer.js";
import { aFrame, aMember, aRoomInfo, GUEST, HOST } from "./builders.js";

/** @typedef {Parameters<typeof reduce>[1]} Action */

/** @param {string} type @param {object} data @param {number} timestamp @returns {Action} */
const heard = (type, data, timestamp) => ({ type: "frame", frame: aFrame(type, data, { timestamp }) });

/** @param {...Action} actions */
const after = (...actions) =>
  [/** @type {Action} */ ({ type: "frame", frame: aRoomInfo() }), ...actions].reduce(reduce, initialState());

/** @param {number} at */
const joins = (at) => heard("user_joined", { member: aMember({ session_id: "new", nickname: "小明" }) }, at);
/** @param {number} at */
const leaves = (at) => heard("user_left", { session_id: "new", reason: "timeout" }, at);
/** @param {string} event @param {number} at @param {string} [session_id] */
const tells = (event, at, session_id = GUEST) => heard("system", { event, text: "n", session_id }, at);

/** @param {import("../../static/js/room/state/reducer.js").State} state */
const keys = ({ comings }) => comings.map(({ key }) => key);

describe("comings and goings", () => {
  test("absence and return have lines of their own, but not one's own", () => {
    const state = after(tells("away", 1), tells("back", 2), tells("away", 3, HOST));

    assert.deepEqual(keys(state), ["line_away", "line_back"]);
  });

  test("a flapping connection has one line, which says how it is now", () => {
    const gone = after(joins(1), leaves(2), joins(3), leaves(4));

    assert.deepEqual(keys(gone), ["line_flapping_gone"]);
    assert.equal(gone.comings[0].times, 4);
    assert.deepEqual(keys(reduce(gone, joins(5))), ["line_flapping_here"]);
  });

  test("what lies far apart is no flapping, and nobody flaps for another", () => {
    assert.equal(keys(after(joins(1), leaves(200_000), joins(400_000))).length, 3);
    const two = after(joins(1), leaves(2), tells("away", 3), tells("back", 4));
    assert.equal(keys(two).length, 4);
  });
});

describe("back after an absence", () => {
  test("one line stands for all that came meanwhile", () => {
    const state = after(
      joins(10),
      leaves(60_000),
      { type: "meanwhile", since: 50_000, at: 90_000, name: "小明 离开了" },
    );

    assert.deepEqual(
      state.comings.map(({ key, name }) => [key, name]),
      [["line_joined", "小明"], ["line_meanwhile", "小明 离开了"]],
    );
  });

  test("only who was away for more than half a minute and less than a day has missed something", () => {
    assert.equal(missedSince(0, AWAY_MS), null);
    assert.equal(missedSince(0, AWAY_MS + 1), 0);
    assert.equal(missedSince(0, 24 * 3_600_000), null);
    for (const odd of [null, NaN, 100_000]) assert.equal(missedSince(odd, 50_000), null);
  });

  test("the sentence names who visited, left and came", () => {
    const texts = {
      meanwhile_visited: "{names} 来过又走了",
      meanwhile_left: "{names} 离开了",
      meanwhile_joined: "{names} 进来了",
      names_and_more: "{names} 等 {count} 人",
      between_names: "、",
      between_parts: "，",
    };
    /** @param {"joined" | "left" | "visited"} what @param {...string} names */
    const did = (what, ...names) => names.map((nickname) => ({ nickname, what }));

    assert.equal(meanwhile([], texts), "");
    assert.equal(
      meanwhile([...did("joined", "小红"), ...did("visited", "小明")], texts),
      "小明 来过又走了，小红 进来了",
    );
    assert.equal(meanwhile(did("left", "a", "b", "c", "d", "e"), texts), "a、b、c、d 等 5 人 离开了");
  });
});
