import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { addSample, emptyClock, readClock } from "../../static/js/room/state/clock.js";
import {
  BURST_SIZE,
  burstIsDue,
  hasSlept,
  nextPingDelay,
} from "../../static/js/room/state/ping-plan.js";
import { vectors } from "./vectors.js";

/** @typedef {import("../../static/js/room/state/clock.js").Stamps} Stamps */

/** @param {readonly Stamps[]} samples */
const clockOf = (samples) => samples.reduce(addSample, emptyClock());

describe("the cloud clock", () => {
  for (const { name, samples, now_ms, expect } of vectors("clock")) {
    test(name, () => {
      const reading = readClock(clockOf(samples), now_ms ?? samples[samples.length - 1].t3);

      assert.ok(reading);
      assert.ok(Math.abs(reading.offset_ms - expect.offset) < 0.01, `${reading.offset_ms}`);
      assert.ok(Math.abs(reading.rtt_ms - expect.rtt) < 0.01, `${reading.rtt_ms}`);
    });
  }

  test("knows nothing before the first answer", () => {
    assert.equal(readClock(emptyClock(), 0), null);
  });
});

/** A repeatable stream of numbers in [0, 1). @param {number} seed @returns {() => number} */
function randomOf(seed) {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}

/** @param {() => number} random @returns {Stamps[]} 24 pings over 200 ± 50 ms, some resent */
function roughPings(random) {
  const delay = () => 75 + 50 * random() + (random() < 0.02 ? 350 : 0);
  return Array.from({ length: 24 }, (_, index) => {
    const t0 = index * 500;
    const t1 = t0 + delay() + 1_000_000;
    const t3 = t1 - 1_000_000 + delay();
    return { t0, t1, t2: t1, t3 };
  });
}

test("errs by a few milliseconds at most on a rough line of 200 ± 50 ms with losses", () => {
  const errors = Array.from({ length: 200 }, (_, seed) => {
    const reading = readClock(clockOf(roughPings(randomOf(seed + 1))), 12_000);
    return Math.abs((reading?.offset_ms ?? 0) - 1_000_000);
  }).sort((a, b) => a - b);

  assert.ok(errors[100] < 2.5, `median ${errors[100]}`);
  assert.ok(errors[197] < 10, `worst but two ${errors[197]}`);
});

test("never errs by more than the bar it gives", () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const reading = readClock(clockOf(roughPings(randomOf(seed))), 12_000);
    assert.ok(reading);
    assert.ok(Math.abs(reading.offset_ms - 1_000_000) <= reading.error_ms);
  }
});

test("keeps at least 24 samples for four minutes, and all of the last minute", () => {
  const slow = Array.from({ length: 40 }, (_, i) => ({ t0: i * 5000, t1: i * 5000, t2: i * 5000, t3: i * 5000 + 1 }));
  const quick = Array.from({ length: 50 }, (_, i) => ({ t0: i * 500, t1: i * 500, t2: i * 500, t3: i * 500 + 1 }));

  assert.equal(clockOf(slow).samples.length, 24);
  assert.equal(clockOf(quick).samples.length, 50);
});

test("jitter is nought on a steady line", () => {
  const samples = [0, 100, 200].map((t0) => ({ t0, t1: t0 + 5, t2: t0 + 5, t3: t0 + 10 }));

  assert.equal(readClock(clockOf(samples), 210)?.jitter_ms, 0);
});

describe("pings", () => {
  test("come in a quick burst, then slower, then at a steady pace", () => {
    assert.equal(nextPingDelay(1, 0), 50);
    assert.equal(nextPingDelay(BURST_SIZE, 400), 250);
    assert.equal(nextPingDelay(16, 3000), 2000);
    assert.equal(nextPingDelay(40, 60_000), 5000);
  });

  test("stay below ten a second on average, which the server allows", () => {
    let elapsed_ms = 0;
    let sent = 0;
    while (elapsed_ms < 3000) {
      sent += 1;
      elapsed_ms += nextPingDelay(sent, elapsed_ms);
    }
    assert.ok(sent <= 20);
  });

  test("come in a burst again every five minutes", () => {
    assert.equal(burstIsDue(299_999), false);
    assert.equal(burstIsDue(300_000), true);
  });

  test("a jump of the wall clock by more than 250 ms was a sleep", () => {
    assert.equal(hasSlept(1000, 1200), false);
    assert.equal(hasSlept(1000, 61_000), true);
  });
});

test("follows an oscillator that is 80 ppm off, within its bar", () => {
  for (const skew of [80e-6, -80e-6]) {
    const random = randomOf(7);
    let clock = emptyClock();
    for (let at_ms = 0; at_ms < 240_000; at_ms += 5000) {
      // The page's clock runs at 1 + skew; the cloud's is the true one.
      const local = (/** @type {number} */ ms) => ms * (1 + skew);
      const [there, back] = [1 + 4 * random(), 1 + 4 * random()];
      clock = addSample(clock, {
        t0: local(at_ms),
        t1: 1_000_000 + at_ms + there,
        t2: 1_000_000 + at_ms + there,
        t3: local(at_ms + there + back),
      });
      const now_ms = at_ms + there + back;
      const reading = readClock(clock, local(now_ms));
      const error_ms = (reading?.offset_ms ?? 0) - (1_000_000 + now_ms - local(now_ms));
      assert.ok(Math.abs(error_ms) <= (reading?.error_ms ?? 0), `${error_ms} at ${at_ms}`);
      assert.ok(Math.abs(error_ms) < 3, `${error_ms} at ${at_ms}`);
    }
  }
});
