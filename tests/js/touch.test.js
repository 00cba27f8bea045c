/** Fingers on the picture. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { dragOf, isHeldStill, seekTarget, volumeTarget, zoneOf } from "../../static/js/room/state/touch.js";

const width = 900;

test("the picture has three zones", () => {
  assert.deepEqual([10, 450, 890].map((x) => zoneOf(x, width)), ["left", "middle", "right"]);
});

test("a finger that trembles drags nothing", () => {
  assert.equal(dragOf({ x: 450, dx: 10, dy: -12, width }), null);
});

test("fingers that are held tremble by fifteen pixels and no more", () => {
  const from = [{ x: 10, y: 10 }, { x: 200, y: 10 }];

  assert.equal(isHeldStill(from, [{ x: 19, y: 22 }, { x: 200, y: 10 }]), true);
  assert.equal(isHeldStill(from, [{ x: 10, y: 10 }, { x: 216, y: 10 }]), false);
});

test("sideways seeks, up and down on the right is the volume, on the left nothing", () => {
  assert.equal(dragOf({ x: 200, dx: -40, dy: 20, width }), "seek");
  assert.equal(dragOf({ x: 700, dx: 10, dy: 40, width }), "volume");
  assert.equal(dragOf({ x: 200, dx: 10, dy: 40, width }), null);
});

test("the edges are the phone's own", () => {
  assert.equal(dragOf({ x: 5, dx: 200, dy: 0, width }), null);
  assert.equal(dragOf({ x: 895, dx: -200, dy: 0, width }), null);
});

test("the whole way is a minute and a half, or the film where that is shorter", () => {
  assert.equal(seekTarget(100, 450, { width, duration: 7200 }), 145);
  assert.equal(seekTarget(10, 450, { width, duration: 60 }), 40);
  assert.equal(seekTarget(10, -900, { width, duration: 7200 }), 0);
  assert.equal(seekTarget(50, 900, { width, duration: 60 }), 60);
  assert.equal(seekTarget(50, 900, { width, duration: 0 }), 140);
});

test("the volume stays between silence and full", () => {
  assert.equal(volumeTarget(0.5, -100, 300), 1);
  assert.equal(volumeTarget(0.5, 300, 300), 0);
  assert.equal(volumeTarget(0.5, -20, 300), 0.6);
});
