import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  addSeek,
  aimAhead,
  initialLead,
  learnLead,
  seekP90,
} from "../../static/js/room/state/startlead.js";

describe("the start lead", () => {
  test("begins long with a sound track and short without", () => {
    assert.equal(initialLead(true), 80);
    assert.equal(initialLead(false), 10);
  });

  test("approaches the player's habit within a few starts", () => {
    const habit_ms = 140;
    let lead_ms = initialLead(true);
    for (let start = 0; start < 4; start += 1) lead_ms = learnLead(lead_ms, habit_ms - lead_ms);

    assert.ok(Math.abs(lead_ms - habit_ms) < 1);
  });

  test("stays between nought and 400 ms", () => {
    assert.equal(learnLead(10, -300), 0);
    assert.equal(learnLead(390, 300), 400);
  });
});

describe("seek times", () => {
  test("are assumed until one was seen", () => {
    assert.equal(seekP90([]), 600);
    assert.equal(aimAhead({ seeks_ms: [], lead_ms: 80, is_hls: false }), 1000);
    assert.equal(aimAhead({ seeks_ms: [], lead_ms: 80, is_hls: true }), 1800);
  });

  test("keep the newest twenty", () => {
    let seeks = /** @type {number[]} */ ([]);
    for (let ms = 1; ms <= 30; ms += 1) seeks = addSeek(seeks, ms);

    assert.equal(seeks.length, 20);
    assert.equal(seeks[0], 11);
  });

  test("aim by the ninetieth percentile, within bounds", () => {
    const seeks_ms = [100, 100, 100, 100, 100, 100, 100, 100, 400, 4000];

    assert.equal(seekP90(seeks_ms), 400);
    assert.equal(aimAhead({ seeks_ms, lead_ms: 80, is_hls: false }), 880);
    assert.equal(aimAhead({ seeks_ms: [10], lead_ms: 0, is_hls: false }), 500);
    assert.equal(aimAhead({ seeks_ms: [9000], lead_ms: 0, is_hls: false }), 3000);
  });
});
