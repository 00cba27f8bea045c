import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  dueIn,
  isJump,
  passing,
  stretchesAt,
  tasteFrom,
  withHidden,
} from "../../static/js/room/state/danmaku.js";

const URL = "/clip.mp4";

/** @param {string} message_id @param {number} position @param {string} [media_url] */
const line = (message_id, position, media_url = URL) => ({
  message_id,
  session_id: "s",
  nickname: "n",
  text: "t",
  at: 0,
  danmaku: { media_url, position },
});

describe("lines of a film", () => {
  test("are due when it passes their place, each once and in order", () => {
    const lines = [line("b", 2), line("a", 1), line("c", 3), line("x", 2, "/other.mp4")];
    const due = (/** @type {number} */ from, /** @type {number} */ to) =>
      dueIn(lines, { media_url: URL, from, to }).map(({ message_id }) => message_id);

    assert.deepEqual(due(0, 2), ["a", "b"]);
    assert.deepEqual(due(2, 3), ["c"]);
    assert.deepEqual(due(3, 9), []);
  });

  test("are not made up for after a jump", () => {
    assert.equal(isJump(10, 10.25), false);
    assert.equal(isJump(10, 9), true);
    assert.equal(isJump(10, 60), true);
  });

  test("are fetched by stretches, the next before it is needed", () => {
    assert.deepEqual(stretchesAt(0), [0]);
    assert.deepEqual(stretchesAt(269), [0]);
    assert.deepEqual(stretchesAt(271), [0, 300]);
    assert.deepEqual(stretchesAt(900), [900]);
    assert.deepEqual(stretchesAt(-1), [0]);
  });

  test("pass in one row, and not longer than one can read", () => {
    assert.equal(passing(" one\n two "), "one two");
    assert.equal([...passing("哈".repeat(500))].length, 60);
    assert.equal([...passing("😀".repeat(60))].length, 60);
  });
});

describe("a viewer's taste", () => {
  test("is what was kept, as far as it can be trusted", () => {
    const kept = { is_on: false, speed: "fast", density: "full", hidden: ["a"] };

    assert.deepEqual(tasteFrom(kept, true), kept);
    const fresh = { is_on: true, speed: "normal", density: "half", hidden: [] };
    for (const odd of [null, undefined, 7, "x", [], { is_on: 1, speed: "toString", density: 3, hidden: "a" }]) {
      assert.deepEqual(tasteFrom(odd, true), fresh);
    }
    assert.deepEqual(tasteFrom({ hidden: ["a", 7] }, false).hidden, ["a"]);
  });

  test("hides a person once, and shows them again", () => {
    const taste = tasteFrom(null, true);
    const hidden = withHidden(withHidden(taste, "a", true), "a", true);

    assert.deepEqual(hidden.hidden, ["a"]);
    assert.deepEqual(withHidden(hidden, "a", false).hidden, []);
  });
});
