import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { endsAt, freeLane, GAP_PX, isClear } from "../../static/js/room/state/lanes.js";

/** @typedef {import("../../static/js/room/state/lanes.js").Flight} Flight */

/** @param {Partial<Flight>} [changes] @returns {Flight} */
const flight = (changes) => ({ starts_s: 0, width: 100, span: 1000, speed: 100, ...changes });

/** @param {Flight} one @param {number} at_s @returns {{ head: number, tail: number }} px from the left */
const at = ({ starts_s, span, width, speed }, at_s) => {
  const head = span - (at_s - starts_s) * speed;
  return { head, tail: head + width };
};

describe("a lane", () => {
  test("is free when the line before has come in wholly, with a gap", () => {
    const comes_in_s = (100 + GAP_PX) / 100;

    assert.equal(isClear(undefined, flight()), true);
    assert.equal(isClear(flight(), flight({ starts_s: comes_in_s - 0.01 })), false);
    assert.equal(isClear(flight(), flight({ starts_s: comes_in_s })), true);
  });

  test("is not free for a faster line that would catch the slow one", () => {
    const fast = { speed: 200 };

    assert.equal(endsAt(flight()), 11);
    assert.equal(isClear(flight(), flight({ starts_s: 4, ...fast })), false);
    assert.equal(isClear(flight(), flight({ starts_s: 6.5, ...fast })), true);
    assert.equal(isClear(flight(fast), flight({ starts_s: 1 })), true);
  });

  test("is free for a picture of another size only when it is empty", () => {
    assert.equal(isClear(flight(), flight({ starts_s: 8, span: 500 })), false);
    assert.equal(isClear(flight(), flight({ starts_s: 11, span: 500 })), true);
  });

  test("is found without knowing how long the line is", () => {
    for (const starts_s of [0, 0.5, 1.3, 6.5, 11]) {
      const free = [1, 100, 900].map((width) => isClear(flight(), flight({ starts_s, width })));
      assert.equal(new Set(free).size, 1);
    }
  });

  test("is the uppermost that is free, or none", () => {
    assert.equal(freeLane([undefined, undefined], flight()), 0);
    assert.equal(freeLane([flight(), undefined], flight({ starts_s: 0.5 })), 1);
    assert.equal(freeLane([flight(), flight()], flight({ starts_s: 0.5 })), -1);
    assert.equal(freeLane([], flight()), -1);
    assert.equal(freeLane(new Array(2), flight()), 0);
  });
});

test("whatever comes, no line ever lies over another", () => {
  // A fixed sequence that looks like chance, so that a failure can be seen again.
  let seed = 7;
  const next = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  /** @type {Flight[][]} */
  const lanes = [[], [], []];
  let placed = 0;
  for (let now = 0; now < 600; now += 0.25) {
    const wanted = flight({ starts_s: now, width: 20 + next() * 700, speed: [60, 100, 160][Math.floor(next() * 3)] });
    const lane = freeLane(lanes.map((flights) => flights.at(-1)), wanted);
    if (lane < 0) continue;
    lanes[lane].push(wanted);
    placed += 1;
  }
  assert.ok(placed > 100, String(placed));
  for (const flights of lanes) {
    for (let now = 0; now < 620; now += 0.1) {
      const shown = flights.filter((one) => one.starts_s <= now && now < endsAt(one)).map((one) => at(one, now));
      shown.sort((a, b) => a.head - b.head);
      shown.slice(1).forEach(({ head }, index) => assert.ok(head > shown[index].tail, `${now}`));
    }
  }
});
