import assert from "node:assert/strict";
import { test } from "node:test";
import { LiveKeeper } from "../../static/js/room/io/live-keeper.js";
import { tell } from "../../static/js/room/state/notices.js";

const PAST = { to_s: 90_000, is_past: true };

/** @param {{ role?: string, playback_state?: string, link?: string }} [room] */
function arrange({ role = "host", playback_state = "playing", link = "open" } = {}) {
  const state = { you: { role }, playback: { playback_state }, link: { status: link } };
  /** @type {unknown[]} */
  const sent = [];
  /** @type {unknown[]} */
  const told = [];
  const parts = {
    socket: { send: (/** @type {unknown[]} */ ...frame) => sent.push(frame) },
    store: { getState: () => state },
    notify: (/** @type {{ key: string }} */ { key }) => told.push(key),
  };
  return { keeper: new LiveKeeper(/** @type {any} */ (parts)), sent, told };
}

test("the host's page moves the room, once, and says why", () => {
  const { keeper, sent, told } = arrange();

  keeper.mend(PAST);
  keeper.mend(PAST);

  assert.deepEqual(sent, [["seek", { current_time: 90_000, reason: "live" }]]);
  assert.deepEqual(told, ["live_past"]);
});

test("another page only says why", () => {
  const { keeper, sent, told } = arrange({ role: "guest" });

  keeper.mend(PAST);

  assert.deepEqual(sent, []);
  assert.deepEqual(told, ["live_past"]);
});

test("going to the newest part needs no word", () => {
  const { keeper, sent, told } = arrange();

  keeper.mend({ to_s: 90_000, is_past: false });

  assert.equal(sent.length, 1);
  assert.deepEqual(told, []);
});

test("a room that stands is left alone, and nothing is kept for when the line is back", () => {
  const standing = arrange({ playback_state: "paused" });
  standing.keeper.mend(PAST);
  assert.deepEqual([standing.sent, standing.told], [[], []]);

  const cut_off = arrange({ link: "waiting" });
  cut_off.keeper.mend(PAST);
  assert.deepEqual(cut_off.sent, []);
});

test("what others do with a broadcast is told without its numbers", () => {
  const members = [{ session_id: "a", nickname: "Koala" }];
  const frame = { type: "seek", session_id: "a", data: { current_time: 90_000 } };
  /** @param {number} duration */
  const keyAt = (duration) =>
    tell(/** @type {any} */ ({ members, duration, playback: {}, you: { session_id: "b" } }), /** @type {any} */ (frame))
      ?.key;

  assert.equal(keyAt(Infinity), "notice_seek_live");
  assert.equal(keyAt(90), "notice_seek");
});
