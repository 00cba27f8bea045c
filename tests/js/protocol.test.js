import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decode, encode, isPlayback } from "../../static/js/room/state/protocol.js";
import { aPlayback, aRoomInfo } from "./builders.js";

describe("reading", () => {
  test("gives a frame with every field", () => {
    const text = JSON.stringify({ type: "pong", data: { t0: 1, t1: 2, t2: 3 } });

    assert.deepEqual(decode(text), {
      ok: true,
      frame: {
        id: "",
        type: "pong",
        room_id: "",
        session_id: "",
        timestamp: 0,
        data: { t0: 1, t1: 2, t2: 3 },
      },
    });
  });

  test("takes a whole picture of the room", () => {
    assert.equal(decode(JSON.stringify(aRoomInfo())).ok, true);
  });

  const wrong = {
    "no JSON": "{",
    "a bare list": "[]",
    "a bare null": "null",
    "no type": "{}",
    "an unknown type": '{"type":"dance","data":{}}',
    "a name every object has": '{"type":"constructor","data":{}}',
    "no data": '{"type":"pong"}',
    "data of another shape": '{"type":"pong","data":{"t0":"1","t1":2,"t2":3}}',
    "a playback without a version": '{"type":"seek","data":{"current_time":3}}',
    "a picture without members": '{"type":"room_info","data":{"room":{},"you":{}}}',
  };
  for (const [name, text] of Object.entries(wrong)) {
    test(`refuses ${name}, with a reason`, () => {
      const decoded = decode(text);

      assert.equal(decoded.ok, false);
      assert.ok(!decoded.ok && decoded.reason);
    });
  }
});

test("writing keeps what reading needs", () => {
  const frame = { id: "a", type: "seek", timestamp: 12.7, data: { current_time: 3 } };

  assert.deepEqual(JSON.parse(encode(frame)), { ...frame, timestamp: 13 });
});

test("a playback state needs finite numbers and a known state", () => {
  assert.equal(isPlayback(aPlayback()), true);
  assert.equal(isPlayback({ ...aPlayback(), current_time: NaN }), false);
  assert.equal(isPlayback({ ...aPlayback(), playback_state: "dancing" }), false);
  assert.equal(isPlayback(null), false);
});
