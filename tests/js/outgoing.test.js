import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  isKept,
  stillWanted,
  unanswered,
  withNewest,
} from "../../static/js/room/state/outgoing.js";
import { aFrame } from "./builders.js";

/** @param {string} id @param {string} type */
const asked = (id, type) => ({ id, type, timestamp: 0, asked_ms: 0, data: {} });

/** @param {readonly { id: string }[]} frames */
const ids = (frames) => frames.map(({ id }) => id);

describe("what waits for the line", () => {
  test("is the newest of its kind, in the order it was asked for", () => {
    const frames = [asked("a", "playback"), asked("b", "seek"), asked("c", "playback")];

    assert.deepEqual(ids(frames.reduce(withNewest, [])), ["b", "c"]);
  });

  test("is every line of chat", () => {
    const lines = [asked("a", "chat"), asked("b", "chat")];

    assert.deepEqual(ids(lines.reduce(withNewest, [])), ["a", "b"]);
  });

  test("is no button that was pressed over thirty seconds ago, but all chat", () => {
    const frames = [asked("a", "playback"), asked("b", "chat")];

    assert.deepEqual(ids(stillWanted(frames, 30_000)), ["a", "b"]);
    assert.deepEqual(ids(stillWanted(frames, 30_001)), ["b"]);
  });

  test("is what a person asked for, and nothing that is stale on return", () => {
    assert.deepEqual(["seek", "chat", "ping", "sync"].map((type) => isKept(asked("a", type))), [
      true,
      true,
      false,
      false,
    ]);
  });
});

describe("what was sent and not answered", () => {
  const sent = [asked("a", "playback"), asked("b", "seek")];

  test("is over with the frame that bears its id", () => {
    assert.deepEqual(ids(unanswered(sent, aFrame("playback", {}, { id: "a" }))), ["b"]);
  });

  test("is over with an error that names it", () => {
    assert.deepEqual(ids(unanswered(sent, aFrame("error", { code: 2005, ref: "b" }))), ["a"]);
  });

  test("stays when others speak", () => {
    assert.deepEqual(ids(unanswered(sent, aFrame("seek", {}, { id: "x" }))), ["a", "b"]);
  });
});
