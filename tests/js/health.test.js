import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  adviceOf,
  answered,
  asked,
  emptyHealth,
  jitterOf,
  lossOf,
  measured,
} from "../../static/js/room/state/health.js";
import { pointsOf, trendOf } from "../../static/js/room/state/trend.js";

/** A line whose pings were answered so, one a second; null: not at all. @param {(number | null)[]} rtts */
const lineOf = (rtts) =>
  rtts.reduce((health, rtt_ms, index) => {
    const sent = asked(health, index * 1000);
    return rtt_ms === null ? sent : answered(sent, index * 1000, rtt_ms);
  }, emptyHealth());

const GOOD = { signal: /** @type {const} */ ("good"), loss: 0, jitter_ms: 2, ahead_s: 20, wide: false };

describe("the line's health", () => {
  test("a measurement is the middle of the last five seconds", () => {
    const [first] = measured(lineOf([900, 40, 60, 50, null]), 5500).measurements;

    assert.deepEqual(first, { at_ms: 5500, rtt_ms: 50 });
  });

  test("without an answer there is none", () => {
    assert.equal(measured(lineOf([40]), 20_000).measurements[0].rtt_ms, null);
  });

  test("the last ten are kept", () => {
    let health = emptyHealth();
    for (let at_ms = 0; at_ms < 60_000; at_ms += 5000) health = measured(health, at_ms);

    assert.equal(health.measurements.length, 10);
    assert.equal(health.measurements[0].at_ms, 10_000);
  });

  test("what is not answered in time is lost, and what is under way is not", () => {
    const health = lineOf([10, null, 10, 10, 10, null]);

    assert.equal(lossOf(health, 5500), 1 / 5);
    assert.equal(lossOf(health, 10_000), 2 / 6);
  });

  test("of two minutes only, and never of too few", () => {
    const old = asked(lineOf([null, 10, 10, 10, 10]), 120_500);

    assert.equal(lossOf(old, 120_600), null);
    assert.equal(lossOf(lineOf([10, 10]), 1500), null);
    assert.equal(jitterOf(lineOf([10, 10])), null);
  });

  test("jitter is how far one answer is from the next", () => {
    assert.equal(jitterOf(lineOf([10, 20, null, 10, 20, 10])), 10);
  });
});

describe("advice", () => {
  test("for each thing that is wrong", () => {
    assert.deepEqual(adviceOf({ ...GOOD, signal: "poor", loss: 0.1 }), ["advice_far", "advice_loss"]);
    assert.deepEqual(adviceOf({ ...GOOD, jitter_ms: 80 }), ["advice_jitter"]);
    assert.deepEqual(adviceOf({ ...GOOD, ahead_s: 1 }), ["advice_slow"]);
    assert.deepEqual(adviceOf({ ...GOOD, wide: true }), ["advice_device"]);
  });

  test("that all is well, also where little is known", () => {
    assert.deepEqual(adviceOf(GOOD), ["advice_good"]);
    assert.deepEqual(adviceOf({ ...GOOD, loss: null, jitter_ms: null, ahead_s: null }), ["advice_good"]);
  });

  test("without a line, of the line alone", () => {
    assert.deepEqual(adviceOf({ ...GOOD, signal: "off", loss: 1 }), ["advice_off"]);
  });
});

describe("the trend", () => {
  const paper = { width: 100, height: 50, span_ms: 10_000, now_ms: 10_000 };

  test("the newest is at the right, the slowest at the top", () => {
    const { pieces, top_ms } = trendOf(
      [{ at_ms: 0, rtt_ms: 400 }, { at_ms: 10_000, rtt_ms: 0 }],
      paper,
    );

    assert.equal(top_ms, 400);
    assert.deepEqual(pieces, [[{ x: 0, y: 0 }, { x: 100, y: 50 }]]);
  });

  test("a gap breaks the line, and what is too old is not drawn", () => {
    const measurements = [-1, 1000, 2000, 3000].map((at_ms) => ({
      at_ms,
      rtt_ms: at_ms === 2000 ? null : 100,
    }));

    assert.deepEqual(
      trendOf(measurements, paper).pieces.map((piece) => piece.map(({ x }) => x)),
      [[10], [30]],
    );
  });

  test("a single point is a short stroke", () => {
    assert.equal(pointsOf([{ x: 10, y: 5 }]), "8,5 10,5");
    assert.equal(pointsOf([{ x: 0, y: 1 }, { x: 2, y: 3 }]), "0,1 2,3");
  });
});
