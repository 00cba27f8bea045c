import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { createStore } from "../../static/js/room/io/store.js";

const counting = () => createStore((/** @type {number} */ state, /** @type {number} */ by) => state + by, 0);

describe("the store", () => {
  it("tells what was before, and nothing where nothing changes", () => {
    const store = counting();
    /** @type {number[][]} */
    const heard = [];
    store.subscribe((state, before) => heard.push([state, before]));

    store.dispatch(2);
    store.dispatch(0);

    assert.deepEqual(heard, [[2, 0]]);
  });

  it("tells everybody in one order, also what a listener brings about", () => {
    const store = counting();
    /** @type {number[]} */
    const first = [];
    /** @type {number[]} */
    const last = [];
    store.subscribe((state) => {
      first.push(state);
      if (state === 1) store.dispatch(10);
    });
    store.subscribe((state) => last.push(state));

    store.dispatch(1);

    assert.deepEqual([first, last, store.getState()], [[1, 11], [1, 11], 11]);
  });

  it("goes on after a listener that fails", () => {
    const store = counting();
    const off = store.subscribe(() => {
      throw new Error("broken");
    });

    assert.throws(() => store.dispatch(1), /broken/);
    off();
    /** @type {number[]} */
    const heard = [];
    store.subscribe((state) => heard.push(state));
    store.dispatch(1);

    assert.deepEqual(heard, [2]);
  });
});
