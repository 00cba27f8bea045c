import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  changesOf,
  formOf,
  problemsIn,
  problemsOf,
  rebased,
} from "../../static/js/room/state/room-form.js";

const ROOM = { id: "8XA92B", name: "小窝", max_users: 7, settings: { allow_control: false } };
const BASE = formOf(ROOM);
const LIMITS = { seats: 100, was_private: false };

describe("what is sent", () => {
  test("nothing when nothing is new", () => {
    assert.equal(changesOf(BASE, { ...BASE }), null);
  });

  test("only what is new, settings among settings", () => {
    const typed = { ...BASE, name: "新窝", is_locked: true, auto_play: true, sync_tolerance: 0.2 };

    assert.deepEqual(changesOf(BASE, typed), {
      name: "新窝",
      is_locked: true,
      settings: { auto_play: true, sync_tolerance: 0.2 },
    });
  });

  test("a password only with a private room", () => {
    assert.equal(changesOf(BASE, { ...BASE, password: "pw" }), null);
    assert.deepEqual(changesOf(BASE, { ...BASE, is_private: true, password: "pw" }), {
      is_private: true,
      password: "pw",
    });
  });
});

describe("when somebody else was faster", () => {
  test("what was typed stays and the rest follows", () => {
    const typed = { ...BASE, name: "我的名字" };
    const fresh = { ...BASE, name: "别人的名字", max_users: 20 };

    assert.deepEqual(rebased(BASE, typed, fresh), { ...BASE, name: "我的名字", max_users: 20 });
  });

  test("and is sent again upon the fresh one", () => {
    const fresh = { ...BASE, name: "别人的名字", max_users: 20 };
    const again = rebased(BASE, { ...BASE, name: "我的名字" }, fresh);

    assert.deepEqual(changesOf(fresh, again), { name: "我的名字" });
  });
});

describe("what is wrong", () => {
  test("nothing with a good form", () => {
    assert.deepEqual(problemsOf(BASE, LIMITS), {});
  });

  test("each field by itself", () => {
    const typed = { ...BASE, name: "  ", description: "x".repeat(501), max_users: 101, sync_tolerance: 6, slow_mode: 301 };

    assert.deepEqual(problemsOf(typed, LIMITS), {
      name: "wrong_name",
      description: "wrong_description",
      max_users: "wrong_max_users",
      sync_tolerance: "wrong_sync_tolerance",
      slow_mode: "wrong_slow_mode",
    });
    assert.deepEqual(problemsOf({ ...BASE, slow_mode: 2.5 }, LIMITS), { slow_mode: "wrong_slow_mode" });
    assert.deepEqual(problemsOf({ ...BASE, max_users: NaN, sync_tolerance: NaN }, LIMITS), {
      max_users: "wrong_max_users",
      sync_tolerance: "wrong_sync_tolerance",
    });
  });

  test("a name is counted in characters as people see them", () => {
    assert.deepEqual(problemsOf({ ...BASE, name: "🐨".repeat(60) }, LIMITS), {});
  });

  test("a room that becomes private needs a password, one that is has one", () => {
    const typed = { ...BASE, is_private: true };

    assert.deepEqual(problemsOf(typed, LIMITS), { password: "wrong_password" });
    assert.deepEqual(problemsOf(typed, { ...LIMITS, was_private: true }), {});
  });

  test("by the server's word, for fields that the form has", () => {
    const details = { "settings.sync_tolerance": ["5"], name: ["?"], version: ["x"] };

    assert.deepEqual(problemsIn(details), {
      sync_tolerance: "wrong_sync_tolerance",
      name: "wrong_name",
    });
  });
});
