import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const kept = new Map();
/** @type {((event: object) => void)[]} */
const others = [];

beforeEach(() => {
  kept.clear();
  others.length = 0;
});

globalThis.localStorage = /** @type {any} */ ({
  getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
  setItem: (/** @type {string} */ key, /** @type {string} */ value) => kept.set(key, value),
});
globalThis.window = /** @type {any} */ ({
  addEventListener: (/** @type {string} */ _, /** @type {any} */ hear) => others.push(hear),
});

const { claims } = await import("../../static/js/room/io/claim.js");

/** @param {string} key */
const told = (key) => others.forEach((hear) => hear({ key, newValue: kept.get(key) }));

test("a page hears of one that is opened after it, and not of itself", () => {
  const taken = /** @type {string[]} */ ([]);
  const first = claims("s", "first", () => taken.push("first"));
  const second = claims("s", "second", () => taken.push("second"));
  first();
  second();
  told("xiaowo.page.s");
  assert.deepEqual(taken, ["first"]);
});

test("a page that comes back after a cut takes nothing from one opened meanwhile", () => {
  const first = claims("s", "first", () => {});
  const second = claims("s", "second", () => {});
  first();
  second();
  first();
  assert.equal(kept.get("xiaowo.page.s"), '"second"');
});
