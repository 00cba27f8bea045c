import assert from "node:assert/strict";
import { test } from "node:test";
import { LiveWindow } from "../../static/js/room/io/live.js";

/** @param {number} duration @param {[number, number][]} spans */
function windowOf(duration, spans) {
  const seekable = {
    length: spans.length,
    start: (/** @type {number} */ at) => spans[at][0],
    end: (/** @type {number} */ at) => spans[at][1],
  };
  return new LiveWindow(/** @type {any} */ ({ duration, seekable }));
}

test("a film with an end is where the room says", () => {
  const live = windowOf(90, [[0, 90]]);

  assert.equal(live.placeOf(300), 300);
  assert.equal(live.shift_s, 0);
});

test("a broadcast is shown where the room says while its window reaches there", () => {
  const live = windowOf(Infinity, [[0, 60]]);

  assert.equal(live.placeOf(40), 40);
  assert.equal(live.shift_s, 0);
});

test("outside of the window its newest part stands for the room's position", () => {
  const spans = /** @type {[number, number][]} */ ([[100, 160]]);
  const live = windowOf(Infinity, spans);

  assert.equal(live.placeOf(7), 152);
  assert.equal(152 + live.shift_s, 7);
  assert.equal(live.placeOf(9), 154);

  // A long pause: the window has moved on from there.
  spans[0] = [400, 460];
  assert.equal(live.placeOf(10), 452);
  assert.equal(452 + live.shift_s, 10);
});

test("of a short window more than the edge is left", () => {
  assert.equal(windowOf(Infinity, [[0, 10]]).placeOf(50), 4);
});

test("before anything can be sought nothing is moved, and a new film begins anew", () => {
  const live = windowOf(Infinity, []);
  assert.equal(live.placeOf(50), 50);

  live.shift_s = 3;
  live.forget();
  assert.equal(live.shift_s, 0);
});
