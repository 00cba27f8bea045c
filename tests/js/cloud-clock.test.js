import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, mock, test } from "node:test";
import { CloudClock } from "../../static/js/room/io/cloud-clock.js";

const HOUR_MS = 3_600_000;

/** A clock whose pings are kept, with a server whose clock is an hour ahead of the wall's. */
function aClock() {
  /** @type {number[]} */
  const asked = [];
  const seen = { jumps: 0, settled: false };
  const clock = new CloudClock({
    ping: ({ t0 }) => void asked.push(t0),
    seek: () => 0,
    calibrate: () => {},
    onReading: () => {},
    onJump: () => void (seen.jumps += 1),
    onSilence: () => {},
  });
  void clock.settled.then(() => void (seen.settled = true));
  const answer = () => {
    const t0 = /** @type {number} */ (asked.pop());
    const cloud_ms = Date.now() + HOUR_MS;
    clock.pong({ t0, t1: cloud_ms, t2: cloud_ms }, performance.now());
  };
  return { clock, seen, answer };
}

/** @param {number} ms */
async function later(ms) {
  mock.timers.tick(ms);
  await Promise.resolve();
}

describe("the page's clock", () => {
  let now_ms = 0;

  beforeEach(() => {
    now_ms = 1000;
    mock.timers.enable({ apis: ["setTimeout", "Date"] });
    mock.method(performance, "now", () => now_ms + Date.now());
  });
  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
  });

  test("is not settled while nobody has answered, however long", async () => {
    const { clock, seen, answer } = aClock();
    clock.burst();

    await later(3000);
    assert.equal(seen.settled, false);

    answer();
    await later(0);
    assert.equal(seen.settled, true);
    clock.stop();
  });

  test("tells when it was another than was taken for it, and only then", () => {
    const { clock, seen, answer } = aClock();
    clock.burst();

    answer();
    assert.equal(seen.jumps, 1);
    mock.timers.tick(50);
    answer();
    assert.equal(seen.jumps, 1);
    clock.stop();
  });

  test("keeps the offset when it forgets its samples", () => {
    const { clock, answer } = aClock();
    clock.burst();
    answer();

    clock.forget();

    assert.equal(clock.read(), null);
    assert.ok(Math.abs(clock.now() - Date.now() - HOUR_MS) < 1);
    clock.stop();
  });
});
