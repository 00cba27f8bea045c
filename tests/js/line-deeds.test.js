import assert from "node:assert/strict";
import { test } from "node:test";
import { deedsOn, OWN_MS } from "../../static/js/room/state/line-deeds.js";
import { GUEST, HOST } from "./builders.js";

const LINE = { message_id: "m1", session_id: GUEST, nickname: "n", text: "t", at: 1000 };

/**
 * @param {string} session_id @param {number} now_ms
 * @param {Partial<import("../../static/js/room/state/types.js").Permissions>} [rights]
 * @param {string[]} [hidden]
 */
const deeds = (session_id, now_ms, rights, hidden = []) => {
  const permissions = { control: true, chat: true, media: false, manage: false, ...rights };
  return deedsOn(LINE, { you: { session_id, role: "guest", permissions }, now_ms, hidden });
};

test("one's own line can be taken back for five minutes", () => {
  assert.deepEqual(deeds(GUEST, 1000 + OWN_MS - 1), ["reply", "copy", "delete"]);
  assert.deepEqual(deeds(GUEST, 1000 + OWN_MS), ["reply", "copy"]);
});

test("others' lines are deleted by managers alone, at any time", () => {
  assert.deepEqual(deeds(HOST, 1000), ["reply", "copy", "hide", "report"]);
  assert.deepEqual(deeds(HOST, 1000 + OWN_MS * 9, { manage: true }), ["reply", "copy", "hide", "report", "delete"]);
});

test("the muted answer nobody", () => {
  assert.deepEqual(deeds(HOST, 1000, { chat: false }), ["copy", "hide", "report"]);
});

test("whoever is hidden can be shown again", () => {
  assert.deepEqual(deeds(HOST, 1000, {}, [GUEST]), ["reply", "copy", "show", "report"]);
});

test("before the room is known nothing but copying is offered", () => {
  assert.deepEqual(deedsOn(LINE, { you: null, now_ms: 1000, hidden: [] }), ["copy", "hide"]);
});
