import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { catchUpFactor, gentleFactor, levelOf } from "../../static/js/room/state/levels.js";
import { profileOf, SILENT, USUAL, WEBKIT } from "../../static/js/room/state/profile.js";
import { decide } from "../../static/js/room/state/reconcile.js";
import {
  isBusy,
  land,
  measured,
  observe,
  resume,
  startTracking,
} from "../../static/js/room/state/tracking.js";
import { vectors } from "./vectors.js";

/** @typedef {import("../../static/js/room/state/tracking.js").Tracking} Tracking */
/** @typedef {import("../../static/js/room/state/reconcile.js").Facts} Facts */

/** What the contract's table says helps at each level. */
const FACTORS = {
  perfect: () => null,
  gentle: gentleFactor,
  catch_up: catchUpFactor,
  align: () => null,
};

describe("the four levels", () => {
  for (const { name, diff_s, tolerance_s, expect } of vectors("levels")) {
    test(name, () => {
      const level = levelOf(diff_s, tolerance_s);
      const factor = FACTORS[level](diff_s);

      assert.equal(level, expect.level);
      if (expect.factor === null) assert.equal(factor, null);
      else assert.ok(Math.abs((factor ?? 0) - expect.factor) < 1e-9, `${factor}`);
    });
  }

  test("catching up eases off towards the line without a jump at 3 s", () => {
    assert.equal(catchUpFactor(3), 1.5);
    assert.ok(Math.abs(catchUpFactor(2.999) - 1.5) < 0.001);
    assert.ok(catchUpFactor(0.5) < catchUpFactor(1));
    assert.ok(catchUpFactor(0.01) >= 1.05);
  });
});

/** @param {Partial<Facts>} [changes] @returns {Facts} */
const facts = (changes = {}) => ({
  now_ms: 100_000,
  tolerance_s: 0.05,
  buffered_s: 60,
  hidden: false,
  profile: USUAL,
  ...changes,
});

/** @param {number} diff_s @param {Tracking} [tracking] @param {number} [now_ms] */
function seeing(diff_s, tracking = startTracking(), now_ms = 100_000) {
  let next = tracking;
  for (let i = 0; i < 7; i += 1) next = observe(next, diff_s, now_ms);
  return next;
}

describe("the controller", () => {
  test("does nothing before it has seen enough", () => {
    const tracking = observe(startTracking(), 2, 0);

    assert.equal(measured(tracking), null);
    assert.equal(decide(tracking, facts()).decision.kind, "hold");
  });

  test("leaves differences below the tolerance alone", () => {
    assert.equal(decide(seeing(0.045), facts()).decision.kind, "hold");
  });

  test("pulls gently above it, and stops only below 6 ms", () => {
    const first = decide(seeing(0.06), facts());
    const second = decide(seeing(0.02, first.tracking, 100_500), facts({ now_ms: 100_500 }));
    const third = decide(seeing(0.004, second.tracking, 101_000), facts({ now_ms: 101_000 }));

    assert.deepEqual(first.decision, { kind: "rate", factor: 1.05 });
    assert.equal(second.tracking.mode, "gentle");
    assert.deepEqual(third.decision, { kind: "rate", factor: 1 });
  });

  test("writes no rate that differs too little to matter", () => {
    const first = decide(seeing(0.024), facts({ tolerance_s: 0.01 }));
    const second = decide(seeing(0.0225, first.tracking, 101_000), facts({ now_ms: 101_000 }));

    assert.equal(first.decision.kind, "rate");
    assert.equal(second.decision.kind, "hold");
    assert.equal(second.tracking.factor, first.tracking.factor);
  });

  test("is deaf for 450 ms after a start, and strict for five seconds", () => {
    const landed = land(startTracking(), 100_000);

    assert.equal(observe(landed, 1, 100_400).samples.length, 0);
    assert.equal(isBusy(landed, 104_999), true);
    assert.equal(isBusy(landed, 105_000), false);
    const near = seeing(0.02, landed, 101_000);
    assert.equal(decide(near, facts({ now_ms: 101_000 })).decision.kind, "rate");
    assert.equal(decide(near, facts({ now_ms: 106_000 })).decision.kind, "hold");
  });

  test("does not touch what nobody sees, below 300 ms", () => {
    assert.equal(decide(seeing(0.29), facts({ hidden: true })).decision.kind, "hold");
    assert.equal(decide(seeing(0.31), facts({ hidden: true })).decision.kind, "rate");
  });

  test("runs after the room from 3 s behind, down to where gentle is enough", () => {
    const first = decide(seeing(4), facts());
    const second = decide(seeing(1, first.tracking, 101_000), facts({ now_ms: 101_000 }));
    const third = decide(seeing(0.1, second.tracking, 102_000), facts({ now_ms: 102_000 }));

    assert.equal(first.tracking.mode, "catch_up");
    assert.deepEqual(second.decision, { kind: "rate", factor: 1.5 });
    assert.equal(third.tracking.mode, "gentle");
  });

  test("jumps instead when too little is loaded ahead", () => {
    assert.equal(decide(seeing(4), facts({ buffered_s: 1 })).decision.kind, "aim");
  });

  test("waits for the line when it is 3 to 10 s ahead", () => {
    assert.equal(decide(seeing(-4), facts()).decision.kind, "wait");
  });

  test("jumps at 10 s and more, both ways", () => {
    assert.equal(decide(seeing(10), facts()).decision.kind, "aim");
    assert.equal(decide(seeing(-12), facts()).decision.kind, "aim");
  });

  test("jumps after a slip of more than 250 ms", () => {
    const calm = decide(seeing(0.01), facts()).tracking;

    assert.equal(decide(seeing(0.4, calm), facts()).decision.kind, "aim");
  });

  test("jumps when ten seconds of pulling have closed too little", () => {
    const pulling = decide(seeing(0.24), facts()).tracking;
    const later = seeing(0.23, pulling, 111_000);

    assert.equal(decide(later, facts({ now_ms: 111_000 })).decision.kind, "aim");
  });

  test("jumps for trouble at most once in 15 s", () => {
    const calm = { ...startTracking(), last_diff: 0, aims: [90_000] };

    assert.equal(decide(seeing(0.4, calm), facts()).decision.kind, "rate");
  });

  test("gives up striving after three such jumps in two minutes", () => {
    const tired = { ...startTracking(), last_diff: 0, aims: [10_000, 40_000, 70_000] };

    const outcome = decide(seeing(0.4, tired), facts());

    assert.equal(outcome.tracking.wide, true);
    const later = decide(seeing(0.2, { ...outcome.tracking, last_diff: 0.2 }), facts());
    assert.equal(later.decision.kind, "hold");
  });

  test("lets go in the middle of a pull, too", () => {
    const pulling = { ...startTracking(), mode: "gentle", factor: 1.05, mode_since: 80_000, mode_diff: 0.15 };
    const tired = { ...pulling, aims: [10_000, 40_000, 70_000] };

    const gives_up = decide(seeing(0.15, /** @type {Tracking} */ (tired)), facts());
    const after = decide(seeing(0.15, gives_up.tracking, 100_500), facts({ now_ms: 100_500 }));

    assert.equal(gives_up.tracking.wide, true);
    assert.deepEqual(after.decision, { kind: "rate", factor: 1 });
  });

  test("tries again when two minutes have passed without one", () => {
    const tired = { ...startTracking(), last_diff: 0.2, aims: [40_000, 70_000], wide: true };

    const still = decide(seeing(0.2, tired, 180_000), facts({ now_ms: 180_000 }));
    const again = decide(seeing(0.2, tired, 190_001), facts({ now_ms: 190_001 }));

    assert.deepEqual([still.decision.kind, still.tracking.wide], ["hold", true]);
    assert.deepEqual([again.decision.kind, again.tracking.wide], ["rate", false]);
  });
});

/**
 * A player with a small error of rate under the controller, as the page runs it.
 * @param {{ diff_s: number, seconds: number, entering_cost_s?: number }} setup
 */
function simulate({ diff_s, seconds, entering_cost_s = 0.02 }) {
  let tracking = startTracking();
  let diff = diff_s;
  let factor = 1;
  let writes = 0;
  for (let tick = 0; tick < seconds * 20; tick += 1) {
    const now_ms = 1000 + tick * 50;
    diff -= (factor - 1) * 0.05;
    tracking = observe(tracking, diff, now_ms);
    if (tick % 5 !== 0) continue;
    const outcome = decide(tracking, facts({ now_ms }));
    tracking = outcome.tracking;
    if (outcome.decision.kind !== "rate") continue;
    if (factor === 1) diff += entering_cost_s;
    factor = outcome.decision.factor;
    writes += 1;
  }
  return { diff, factor, writes };
}

describe("over time", () => {
  test("closes 400 ms in ten seconds and comes to rest", () => {
    const { diff, factor, writes } = simulate({ diff_s: 0.4, seconds: 11 });

    assert.ok(Math.abs(diff) < 0.012, `${diff}`);
    assert.equal(factor, 1);
    assert.ok(writes < 15, `${writes} writes`);
  });

  test("stays at rest afterwards", () => {
    const { writes } = simulate({ diff_s: 0.4, seconds: 11 });

    assert.equal(simulate({ diff_s: 0.4, seconds: 120 }).writes, writes);
  });

  test("comes back from 5 s behind", () => {
    const { diff, factor } = simulate({ diff_s: 5, seconds: 25 });

    assert.ok(Math.abs(diff) < 0.012, `${diff}`);
    assert.equal(factor, 1);
  });
});

describe("a browser that stutters at every change of rate", () => {
  const safari = { profile: WEBKIT };

  test("is known by its vendor", () => {
    assert.equal(profileOf({ vendor: "Apple Computer, Inc." }, false), WEBKIT);
    assert.equal(profileOf({ vendor: "Google Inc." }, true), USUAL);
    assert.equal(profileOf({}, true), USUAL);
    assert.equal(profileOf({}, false), SILENT);
  });

  test("is left alone below 150 ms, right after a start too", () => {
    const landing = seeing(0.14, land(startTracking(), 100_000), 100_500);

    assert.equal(decide(seeing(0.14), facts(safari)).decision.kind, "hold");
    assert.equal(
      decide(landing, facts({ ...safari, now_ms: 100_600 })).decision.kind,
      "hold",
    );
  });

  test("gets one rate for a whole correction, and the room's again at 40 ms", () => {
    const first = decide(seeing(0.3), facts(safari));
    const second = decide(seeing(0.1, first.tracking, 100_500), facts({ ...safari, now_ms: 100_500 }));
    const third = decide(seeing(0.03, second.tracking, 101_000), facts({ ...safari, now_ms: 101_000 }));

    assert.deepEqual(first.decision, { kind: "rate", factor: 1.05 });
    assert.equal(second.decision.kind, "hold");
    assert.deepEqual(third.decision, { kind: "rate", factor: 1 });
  });

  test("is moved when it is further off than 400 ms: waits when ahead, aims when behind", () => {
    assert.equal(decide(seeing(-0.5), facts(safari)).decision.kind, "wait");
    assert.equal(decide(seeing(0.5), facts(safari)).decision.kind, "aim");
  });
});

describe("after the picture stood for want of data", () => {
  const now = facts({ now_ms: 100_600 });

  test("what it lost is made up by one aimed seek when it is much", () => {
    const tracking = seeing(0.4, resume(startTracking(), 100_000), 100_500);

    assert.equal(decide(tracking, now).decision.kind, "aim");
  });

  test("and gently when it is little", () => {
    const tracking = seeing(0.2, resume(startTracking(), 100_000), 100_500);

    assert.equal(decide(tracking, now).decision.kind, "rate");
  });

  test("a reconnect is no such thing: below 2 s it is made up by rate", () => {
    const tracking = seeing(0.4, land(startTracking(), 100_000), 100_500);

    assert.equal(decide(tracking, now).decision.kind, "rate");
  });
});
