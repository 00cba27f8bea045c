import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  bareAddress,
  happeningsOf,
  mayCount,
  UNWATCHED,
  watchedFor,
  watching,
} from "../../static/js/room/state/events.js";
import { initialState } from "../../static/js/room/state/initial.js";
import { reduce } from "../../static/js/room/state/reducer.js";
import { aFrame, aPlayback, aRoomInfo } from "./builders.js";

/** @typedef {import("../../static/js/room/state/reducer.js").Action} Action */
/** @typedef {import("../../static/js/room/state/reducer.js").State} State */

/** @param {object} [playback] @returns {Action} */
const picture = (playback = {}) => ({
  type: "frame",
  frame: aRoomInfo({ playback: aPlayback(playback) }),
});

/** What each step means. @param {readonly Action[]} actions */
const story = (actions) => {
  let state = initialState();
  return actions.flatMap((action) => {
    const before = state;
    state = reduce(state, action);
    return happeningsOf(state, before);
  });
};

describe("a visit", () => {
  test("is told from coming to an end of the line", () => {
    const told = story([
      { type: "link", status: "open", code: 0 },
      picture({ media_url: "https://me:pw@films.example/a.mp4?token=secret#x" }),
      { type: "duration", duration: 90 },
      { type: "media", status: "ready" },
      { type: "joined" },
      { type: "picture", status: "running" },
      { type: "sync", level: "gentle", drift_ms: 80, wide: false },
      { type: "sync", level: "perfect", drift_ms: 1, wide: false },
      { type: "frame", frame: aFrame("playback", aPlayback({ playback_state: "paused", version: 2 })) },
      { type: "link", status: "waiting", code: 1006 },
    ]);

    assert.deepEqual(
      told.map(({ event_name }) => event_name),
      ["room_enter", "video_load", "video_play", "sync_action", "video_pause", "error_occur"],
    );
    assert.deepEqual(told[1], {
      event_name: "video_load",
      url: "https://films.example/a.mp4",
      duration: 90,
    });
    assert.equal(told[3].detail, "gentle");
    assert.equal(told[5].detail, "link_1006");
    assert.doesNotMatch(JSON.stringify(told), /secret|pw@|小窝|考拉/);
  });

  test("tells of a film that cannot be played", () => {
    const [, failed] = story([picture(), { type: "media", status: "failed" }]);

    assert.deepEqual(failed, { event_name: "error_occur", detail: "media", url: "/clip.mp4" });
  });

  test("a seek is neither pause nor play", () => {
    const told = story([
      picture(),
      { type: "media", status: "ready" },
      { type: "joined" },
      { type: "picture", status: "running" },
      { type: "picture", status: "syncing" },
      { type: "picture", status: "running" },
    ]);

    assert.deepEqual(told.filter(({ event_name }) => event_name === "video_play").length, 1);
    assert.deepEqual(told.filter(({ event_name }) => event_name === "video_pause"), []);
  });
});

test("who asks to be left alone is left alone", () => {
  assert.equal(mayCount({ doNotTrack: "1" }), false);
  assert.equal(mayCount({ doNotTrack: "yes" }), false);
  assert.equal(mayCount({ globalPrivacyControl: true }), false);
  assert.equal(mayCount({ doNotTrack: null, globalPrivacyControl: false }), true);
});

test("an address keeps neither query nor user", () => {
  assert.equal(bareAddress("/static/a.mp4?x=1"), "/static/a.mp4");
  assert.equal(bareAddress("https://u:p@h.example/v@2/a.m3u8#t"), "https://h.example/v@2/a.m3u8");
});

test("time counts only while the film runs", () => {
  let watch = watching(UNWATCHED, true, 1000);
  watch = watching(watch, true, 2000);
  watch = watching(watch, false, 4000);
  watch = watching(watch, false, 9000);

  assert.equal(watchedFor(watch, 9000), 3000);
  assert.equal(watchedFor(watching(watch, true, 9000), 9500), 3500);
});
