import assert from "node:assert/strict";
import { test } from "node:test";
import { FINAL_CODES, isFinal, reconnectDelay } from "../../static/js/room/state/backoff.js";

test("the page comes back by itself after what may pass", () => {
  for (const code of [1001, 1006, 1011, 1012, 4408, 4413]) assert.equal(isFinal(code), false);
});

test("the page stays away after what will not", () => {
  for (const code of [4401, 4403, 4404, 4409, 4410, 4429]) {
    assert.equal(isFinal(code), true);
    assert.ok(FINAL_CODES[code].text);
  }
});

test("a name every object has is no close code", () => {
  assert.equal(isFinal(/** @type {any} */ ("constructor")), false);
});

test("the pause doubles up to 30 s, with full jitter", () => {
  const longest = [0, 1, 2, 3, 4, 5, 20].map((attempt) =>
    reconnectDelay({ code: 1006, attempt, random: 1 }),
  );

  assert.deepEqual(longest, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  assert.equal(reconnectDelay({ code: 1006, attempt: 5, random: 0 }), 0);
  assert.equal(reconnectDelay({ code: 1006, attempt: 1, random: 0.25 }), 500);
});

test("a restarting server is tried again within two seconds", () => {
  assert.equal(reconnectDelay({ code: 1012, attempt: 0, random: 1 }), 2000);
});
