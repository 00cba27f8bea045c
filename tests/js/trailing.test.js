import assert from "node:assert/strict";
import { test } from "node:test";
import { Trailing } from "../../static/js/room/io/trailing.js";

/** @param {import("node:test").TestContext} context */
function atMostEvery250(context) {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  /** @type {number[]} */
  const done = [];
  const trailing = new Trailing(250, (/** @type {number} */ value) => void done.push(value));
  return { trailing, done, after: (/** @type {number} */ ms) => context.mock.timers.tick(ms) };
}

test("the first at once, then the newest, once in a while", (context) => {
  const { trailing, done, after } = atMostEvery250(context);

  for (const value of [5, 10, 15]) trailing.put(value);
  assert.deepEqual(done, [5]);
  assert.equal(trailing.waiting, 15);

  after(250);
  assert.deepEqual(done, [5, 15]);
  assert.equal(trailing.waiting, null);
});

test("after a pause the next is at once again", (context) => {
  const { trailing, done, after } = atMostEvery250(context);

  trailing.put(5);
  after(250);
  trailing.put(10);

  assert.deepEqual(done, [5, 10]);
});

test("what was dropped is not done", (context) => {
  const { trailing, done, after } = atMostEvery250(context);

  trailing.put(5);
  trailing.put(10);
  trailing.drop();
  after(1000);

  assert.deepEqual(done, [5]);
});
