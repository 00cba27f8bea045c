import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AGAIN_MS, Typist } from "../../static/js/room/io/typist.js";

const typing = () => {
  /** @type {boolean[]} */
  const told = [];
  const clock = { ms: 1000 };
  const typist = new Typist({ now: () => clock.ms, tell: (is_typing) => told.push(is_typing) });
  return { typist, clock, told };
};

describe("whoever types", () => {
  test("is told of at once, and then only now and then", () => {
    const { typist, clock, told } = typing();

    for (const text of ["你", "你好", "你好吗"]) typist.types(text);
    assert.deepEqual(told, [true]);
    clock.ms += AGAIN_MS;
    typist.types("你好吗?");
    assert.deepEqual(told, [true, true]);
  });

  test("is told to have stopped when the field is empty, once", () => {
    const { typist, told } = typing();

    typist.types("");
    typist.types("a");
    typist.types(" ");
    typist.types("");

    assert.deepEqual(told, [true, false]);
  });

  test("has stopped with the line itself, and begins anew with the next", () => {
    const { typist, told } = typing();

    typist.types("a");
    typist.sent();
    typist.types("");
    typist.types("b");

    assert.deepEqual(told, [true, true]);
  });
});
