import assert from "node:assert/strict";
import { test } from "node:test";
import { findRoomCode } from "../../static/js/lib/code.js";
import { BACK_MS, recentRooms, wayBack, withVisit } from "../../static/js/lib/recent.js";
import { vectors } from "./vectors.js";

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;

/** @param {string} id @param {number} ago_min */
const visit = (id, ago_min) => ({ id, name: `Room ${id}`, at: NOW - ago_min * MINUTE });

test("a code is found in what people paste, the same as on the server", () => {
  for (const [text, code] of vectors("codes")) assert.equal(findRoomCode(text), code, text);
});

test("the newest room comes first, each once", () => {
  const kept = withVisit([visit("AAAAAA", 30), visit("BBBBBB", 20)], visit("AAAAAA", 0));

  assert.deepEqual(kept, [visit("AAAAAA", 0), visit("BBBBBB", 20)]);
});

test("six rooms of the last day are kept", () => {
  const ids = ["A", "B", "C", "D", "E", "F", "G"].map((letter) => letter.repeat(6));
  const many = ids.map((id, index) => visit(id, 10 + index));

  assert.equal(withVisit(many, visit("ZZZZZZ", 0)).length, 6);
  assert.deepEqual(recentRooms([visit("AAAAAA", 24 * 60), visit("BBBBBB", 24 * 60 - 1)], NOW), [
    visit("BBBBBB", 24 * 60 - 1),
  ]);
});

test("the way back is offered for fifteen minutes", () => {
  assert.deepEqual(wayBack([visit("AAAAAA", 15)], NOW), visit("AAAAAA", 15));
  assert.equal(wayBack([{ ...visit("AAAAAA", 0), at: NOW - BACK_MS - 1 }], NOW), null);
  assert.equal(wayBack([], NOW), null);
});

test("what somebody else wrote is not trusted", () => {
  const odd = [null, 5, "AAAAAA", {}, { id: "../../x", name: "x", at: NOW }, { id: "AAAAAA", at: NOW }];
  const ahead = { id: "AAAAAA", name: "x", at: NOW + 1 };

  assert.deepEqual(recentRooms([...odd, ahead, visit("BBBBBB", 1)], NOW), [visit("BBBBBB", 1)]);
  for (const kept of [null, undefined, 7, "x", {}]) assert.deepEqual(recentRooms(kept, NOW), []);
});
