/** Where on the bar which time is. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { barTime, loadedStops } from "../../static/js/room/state/bar.js";

test("a press means the time under the thumb's middle", () => {
  assert.equal(barTime(8, 216, 100), 0);
  assert.equal(barTime(108, 216, 100), 50);
  assert.equal(barTime(208, 216, 100), 100);
});

test("a press beyond the ends means the ends", () => {
  assert.equal(barTime(-20, 216, 100), 0);
  assert.equal(barTime(400, 216, 100), 100);
  assert.equal(barTime(5, 0, 0), 0);
});

test("what is loaded is drawn between its ends", () => {
  assert.equal(
    loadedStops([[0, 25], [50, 120]], 100),
    "transparent 0.00%, var(--loaded) 0.00% 25.00%, transparent 25.00%, " +
      "transparent 50.00%, var(--loaded) 50.00% 100.00%, transparent 100.00%",
  );
});

test("nothing loaded, or nothing known of the length, draws nothing", () => {
  assert.equal(loadedStops([], 100), "transparent 0 100%");
  assert.equal(loadedStops([[0, 5]], 0), "transparent 0 100%");
});
