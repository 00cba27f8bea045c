/** A room that stands looks at nothing again and again. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, mock, test } from "node:test";

import { everyWhile } from "../../static/js/lib/pace.js";
import { Stalls } from "../../static/js/room/io/stalls.js";
import { createStore } from "../../static/js/room/io/store.js";
import { initialState } from "../../static/js/room/state/initial.js";
import { reduce } from "../../static/js/room/state/reducer.js";
import { isMoving } from "../../static/js/room/state/views.js";
import { aPlayback, aRoomInfo } from "./builders.js";

/** Let a second pass, step by step: one big one would ring a timer that is set anew only once. */
const passSecond = () => {
  for (let tick = 0; tick < 10; tick += 1) mock.timers.tick(100);
};

beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "setInterval"] }));
afterEach(() => mock.timers.reset());

/** @param {"playing" | "paused"} playback_state */
function aStore(playback_state) {
  const store = createStore(reduce, initialState());
  let version = 0;
  /** @param {"playing" | "paused"} state */
  const show = (state) => {
    version += 1;
    const playback = aPlayback({ playback_state: state, version });
    store.dispatch({ type: "frame", frame: aRoomInfo({ playback }) });
  };
  show(playback_state);
  return { store, show };
}

describe("what is drawn while the picture runs", () => {
  test("is left alone in a room that stands", () => {
    const act = mock.fn();
    everyWhile(aStore("paused").store, isMoving, 200, act);

    passSecond();

    assert.equal(act.mock.callCount(), 0);
  });

  test("begins with the room, stops with it, and begins again", () => {
    const act = mock.fn();
    const { store, show } = aStore("paused");
    everyWhile(store, isMoving, 200, act);

    show("playing");
    passSecond();
    assert.equal(act.mock.callCount(), 5);
    show("paused");
    passSecond();
    assert.equal(act.mock.callCount(), 5);
    show("playing");
    passSecond();
    assert.equal(act.mock.callCount(), 10);
  });

  test("ends for good with its part of the page", () => {
    const act = mock.fn();
    const { store, show } = aStore("playing");
    const end = everyWhile(store, isMoving, 200, act);

    end();
    show("paused");
    show("playing");
    passSecond();

    assert.equal(act.mock.callCount(), 0);
  });
});

describe("stalls", () => {
  test("are looked for only while a film ought to run", () => {
    let is_expected = false;
    const is_ready = mock.fn(() => true);
    const stalls = new Stalls({ is_ready, is_expected: () => is_expected, onChange: () => {} });

    stalls.look();
    passSecond();
    assert.equal(is_ready.mock.callCount(), 0);

    is_expected = true;
    stalls.look();
    stalls.look();
    passSecond();
    assert.equal(is_ready.mock.callCount(), 10);

    is_expected = false;
    passSecond();
    assert.equal(is_ready.mock.callCount(), 10);
  });

  test("that were told are watched until they are over, though the room stands for them", () => {
    let now_ms = 0;
    let is_expected = true;
    let is_ready = false;
    mock.method(performance, "now", () => now_ms);
    /** @type {boolean[]} */
    const told = [];
    const stalls = new Stalls({
      is_ready: () => is_ready,
      is_expected: () => is_expected,
      onChange: (is_stalled) => void told.push(is_stalled),
    });
    const pass = () => {
      for (let tick = 0; tick < 30; tick += 1) {
        now_ms += 100;
        mock.timers.tick(100);
      }
    };

    stalls.look();
    pass();
    assert.deepEqual(told, [true]);
    is_expected = false;
    pass();
    is_ready = true;
    pass();

    assert.deepEqual(told, [true, false]);
    mock.restoreAll();
  });
});

test("what closes the panel before the page is drawn asks the same as the page afterwards", () => {
  /** @param {string} path */
  const read = (path) => readFileSync(new URL(`../../static/js/room/${path}`, import.meta.url), "utf8");
  const queries = ["first.js", "ui/panel.js"].map((path) => read(path).match(/"(\(orientation[^"]+)"/)?.[1]);

  assert.ok(queries[0]);
  assert.equal(queries[0], queries[1]);
  assert.match(read("first.js"), /"xiaowo\.panel"/);
  assert.match(read("ui/panel.js"), /KEY = "panel"/);
});
