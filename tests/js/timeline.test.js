import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  continues,
  hasEnded,
  instantOf,
  positionAt,
  startsAt,
} from "../../static/js/room/state/timeline.js";
import { aPlayback } from "./builders.js";
import { vectors } from "./vectors.js";

describe("the line", () => {
  for (const { name, playback, at_ms, expect_position } of vectors("timeline")) {
    test(name, () => {
      assert.ok(Math.abs(positionAt(playback, at_ms) - expect_position) < 1e-6);
    });
  }
});

test("the instant of a position is the inverse of the position at an instant", () => {
  const playback = aPlayback({ playback_rate: 1.5, current_time: 10 });

  const at_ms = instantOf(playback, 25);

  assert.equal(positionAt(playback, at_ms), 25);
});

test("a position before the line is reached when the line begins", () => {
  const playback = aPlayback({ current_time: 10 });

  assert.equal(instantOf(playback, 4), startsAt(playback));
});

test("a line without a known duration never ends", () => {
  const playback = aPlayback({ duration: null });

  assert.equal(hasEnded(playback, 10 ** 12), false);
});

describe("a picture plays on across a change", () => {
  const line = aPlayback({ current_time: 10, server_time: 0, effective_at: 0 });

  test("when the new line begins where the old one will be", () => {
    const faster = aPlayback({ current_time: 12, effective_at: 2000, playback_rate: 2 });

    assert.equal(continues(line, faster, 0.25), true);
  });

  test("but not when it begins elsewhere", () => {
    const sought = aPlayback({ current_time: 60, effective_at: 2000 });

    assert.equal(continues(line, sought, 0.25), false);
  });

  test("nor when it stands still, or is another film", () => {
    const paused = aPlayback({ current_time: 12, effective_at: 2000, playback_state: "paused" });
    const other = aPlayback({ current_time: 12, effective_at: 2000, media_url: "/other.mp4" });

    assert.equal(continues(line, paused, 0.25), false);
    assert.equal(continues(line, other, 0.25), false);
  });
});
