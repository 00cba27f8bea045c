import assert from "node:assert/strict";
import { test } from "node:test";
import { isStarted } from "../../static/js/room/state/ringing.js";

/** @param {string} playback_state @param {string | null} [updated_by] @returns {any} */
const state = (playback_state, updated_by = "other") => ({
  playback: { playback_state, updated_by },
  you: { session_id: "me" },
});

test("the bell rings when somebody else starts the film", () => {
  assert.equal(isStarted(state("playing"), state("paused")), true);
});

test("it does not ring for oneself, for the server, or for what only goes on", () => {
  assert.equal(isStarted(state("playing", "me"), state("paused")), false);
  assert.equal(isStarted(state("playing", ""), state("paused")), false);
  assert.equal(isStarted(state("playing", null), state("paused")), false);
  assert.equal(isStarted(state("playing"), state("buffering")), false);
  assert.equal(isStarted(state("playing"), state("playing")), false);
  assert.equal(isStarted(state("paused"), state("playing")), false);
  assert.equal(isStarted(state("playing"), /** @type {any} */ ({ playback: null })), false);
});
