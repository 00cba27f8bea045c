import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { initialState } from "../../static/js/room/state/initial.js";
import { reduce } from "../../static/js/room/state/reducer.js";
import { linesOf } from "../../static/js/room/state/talk.js";
import { aFrame, aMember, aRoomInfo, GUEST, HOST } from "./builders.js";

/** @typedef {import("../../static/js/room/state/reducer.js").Action} Action */

/** In a room with an open line, after these. @param {Action[]} actions */
const after = (...actions) =>
  /** @type {Action[]} */ ([
    { type: "link", status: "open", code: 0 },
    { type: "frame", frame: aRoomInfo() },
    ...actions,
  ]).reduce(reduce, initialState());

/** @param {string} type @param {object} data @param {object} [changes] @returns {Action} */
const heard = (type, data, changes) => ({ type: "frame", frame: aFrame(type, data, changes) });

/** @param {string} name @returns {Action} */
const say = (name) => ({
  type: "said",
  saying: { id: `frame-${name}`, client_id: `own-${name}`, text: name, reply_to: null },
});
/** @type {Action} */
const LOST = { type: "link", status: "waiting", code: 1006 };
/** @type {Action} */
const BACK = { type: "link", status: "open", code: 0 };

/** @param {string} message_id @param {object} [changes] */
const line = (message_id, changes) => ({
  message_id,
  session_id: GUEST,
  nickname: "n",
  text: message_id,
  at: Number(message_id.slice(1)),
  ...changes,
});

/** @param {import("../../static/js/room/state/reducer.js").State} state */
const shown = ({ messages }) => messages.map(({ message_id }) => message_id);

describe("who came and went", () => {
  const stranger = aMember({ session_id: "new", nickname: "新朋友" });

  test("stands between what was said, by time", () => {
    const state = after(
      heard("chat", { message_id: "m1", text: "one" }, { timestamp: 10, session_id: GUEST }),
      heard("user_joined", { member: stranger }, { timestamp: 20 }),
      heard("chat", { message_id: "m2", text: "two" }, { timestamp: 30, session_id: GUEST }),
      heard("user_left", { session_id: "new", reason: "left" }, { timestamp: 40 }),
    );

    assert.deepEqual(
      linesOf(state).map((line) => ("key" in line ? `${line.key} ${line.name}` : line.text)),
      ["one", "line_joined 新朋友", "two", "line_left 新朋友"],
    );
  });

  test("but not a new name of who is here, nor oneself", () => {
    const renamed = heard("user_joined", { member: aMember({ nickname: "新名字" }) });

    assert.deepEqual(after(renamed).comings, []);
    assert.deepEqual(after(heard("user_left", { session_id: HOST, reason: "left" })).comings, []);
  });
});

describe("what was typed", () => {
  test("is forgotten when the room shows it", () => {
    const answer = heard("chat", line("m1"), { id: "frame-hi", session_id: HOST });

    assert.deepEqual(after(say("hi"), answer).talk.saying, []);
  });

  test("comes back when it is refused, with the line that it answers", () => {
    const refusal = heard("error", { code: 2003, message: "no", ref: "frame-hi" });
    const asked = /** @type {any} */ (say("hi"));
    const answering = { ...asked, saying: { ...asked.saying, reply_to: line("m1") } };

    const { talk } = after(answering, refusal);

    assert.equal(talk.unsaid?.text, "hi");
    assert.equal(talk.replying?.message_id, "m1");
    assert.equal(after(say("hi"), heard("error", { code: 2003, ref: "x" })).talk.unsaid, null);
  });

  test("stays on its way when the line goes down, and is shown once when it was there already", () => {
    const cut = after(say("hi"), LOST);
    assert.deepEqual(cut.talk.saying.map(({ text }) => text), ["hi"]);
    assert.equal(cut.talk.unsaid, null);

    const own = line("m1", { session_id: HOST, client_id: "own-hi" });
    const again = heard("chat", own, { id: "frame-hi", session_id: HOST });
    const picture = { type: /** @type {const} */ ("frame"), frame: aRoomInfo({ messages: [own] }) };
    const back = after(say("hi"), LOST, BACK, picture, again);

    assert.deepEqual(back.talk.saying, []);
    assert.deepEqual(shown(back), ["m1"]);
  });

  test("comes back when the line is down for good", () => {
    const { talk } = after(say("one"), say("two"), { type: "link", status: "over", code: 4403 });

    assert.equal(talk.unsaid?.text, "one two");
    assert.deepEqual(talk.saying, []);
  });

  test("does not come back when it had arrived and was deleted meanwhile", () => {
    const deleted = { code: 4002, message: "x", ref: "frame-hi", details: { client_id: ["deleted"] } };

    const { talk } = after(say("hi"), heard("error", deleted));

    assert.deepEqual([talk.saying, talk.unsaid], [[], null]);
  });

  test("must wait in slow mode, for as long as the server says", () => {
    const slow = { code: 2005, message: "slow", ref: "frame-hi", retry_after: 12 };

    const told = heard("error", slow, { timestamp: 5000 });
    assert.equal(after(say("hi"), told).talk.slow_until, 17_000);
    assert.equal(after(say("hi"), told).talk.unsaid?.text, "hi");
    assert.equal(after(told).talk.slow_until, 0);
  });
});

describe("what was deleted", () => {
  const quote = line("m2", { reply_to: { message_id: "m1", nickname: "n", text: "m1" } });
  const flying = line("m3", { danmaku: { media_url: "/clip.mp4", position: 3 } });
  const told = [line("m1"), quote, flying].map((data) => heard("chat", data));

  test("vanishes from the list, from quotes, and from over the picture", () => {
    const state = after(...told, heard("chat_deleted", { message_id: "m1" }));

    assert.deepEqual(shown(state), ["m2", "m3"]);
    assert.equal(state.messages[0].reply_to?.text, "");
    assert.deepEqual(after(...told, heard("chat_deleted", { message_id: "m3" })).danmaku, []);
  });

  test("cannot be answered any more", () => {
    const answering = { type: /** @type {const} */ ("replying"), message: line("m1") };

    const state = after(...told, answering, heard("chat_deleted", { message_id: "m1" }));

    assert.equal(state.talk.replying, null);
  });

  test("is all of it when the room is swept; what is under way is not", () => {
    const state = after(...told, say("hi"), heard("chat_cleared", {}));

    assert.deepEqual([shown(state), state.danmaku, state.older], [[], [], false]);
    assert.equal(state.talk.saying.length, 1);
  });

  test("while one was away is gone on return, and what came just before the picture is not", () => {
    const early = heard("chat", line("m9"));
    const picture = (/** @type {object[]} */ messages) =>
      /** @type {Action} */ ({ type: "frame", frame: aRoomInfo({ messages }) });

    const swept = after(...told, LOST, early, BACK, picture([]));
    const one = after(...told, LOST, BACK, picture([line("m1"), line("m3")]));

    assert.deepEqual(shown(swept), ["m9"]);
    assert.deepEqual(shown(one), ["m1", "m3"]);
    assert.deepEqual(swept.early, []);
  });

  test("is no older line than the picture reaches", () => {
    const page = Array.from({ length: 50 }, (_, i) => line(`m${i + 3}`));
    const picture = /** @type {Action} */ ({ type: "frame", frame: aRoomInfo({ messages: page }) });

    assert.deepEqual(shown(after(...told, LOST, BACK, picture)).slice(0, 4), ["m1", "m2", "m3", "m4"]);
  });
});

describe("who types", () => {
  const types = heard("typing", { is_typing: true }, { session_id: GUEST, timestamp: 10 });
  const who = (/** @type {Action[]} */ ...actions) => after(...actions).typing.length;

  test("is known until they stop, speak, or nothing is heard of it", () => {
    assert.deepEqual(after(types).typing, [{ session_id: GUEST, at: 10 }]);
    assert.equal(who(types, heard("typing", { is_typing: false }, { session_id: GUEST })), 0);
    assert.equal(who(types, heard("chat", line("m1"), { session_id: GUEST })), 0);
    assert.equal(who(types, { type: "typing_over", session_id: GUEST, at: 10 }), 0);
    assert.equal(who(types, { type: "typing_over", session_id: GUEST, at: 9 }), 1);
  });
});

describe("what flies", () => {
  const flying = line("m3", { danmaku: { media_url: "/clip.mp4", position: 3 } });

  test("is a new line for the picture, once", () => {
    const first = after(heard("chat", flying));
    const again = reduce(first, heard("chat", { ...flying }));

    assert.equal(first.flying?.message_id, "m3");
    assert.equal(again.flying, first.flying);
    assert.equal(after(heard("chat", line("m1"))).flying, null);
  });

  test("is a reaction, each anew", () => {
    const react = heard("reaction", { emoji: "🔥" }, { session_id: GUEST });
    const first = after(react);

    assert.deepEqual(first.reaction, { emoji: "🔥", session_id: GUEST });
    assert.notEqual(reduce(first, react).reaction, first.reaction);
  });

  test("is fetched for a stretch of the film, and stands there once", () => {
    const state = after(heard("chat", flying), { type: "danmaku", lines: [/** @type {any} */ (flying)] });

    assert.equal(state.danmaku.length, 1);
  });
});

describe("a long chat", () => {
  const many = Array.from({ length: 520 }, (_, number) => line(`m${number}`));
  const state = after(
    { type: "history", messages: many, older: false },
    heard("user_left", { session_id: GUEST, reason: "left" }, { timestamp: 5 }),
    heard("user_joined", { member: aMember() }, { timestamp: 600 }),
  );

  test("keeps its newest lines for who reads at the end, and the way to the older ones", () => {
    const read = reduce(state, { type: "read" });

    assert.deepEqual(shown(read), shown(state).slice(20));
    assert.equal(read.older, true);
    assert.deepEqual(read.comings.map(({ key }) => key), ["line_joined"]);

    const again = reduce(read, { type: "history", messages: many.slice(0, 20), older: false });
    assert.deepEqual(shown(again), shown(state));
    assert.equal(again.older, false);
  });

  test("that is not so long stays as it is", () => {
    const short = after({ type: "history", messages: many.slice(0, 500), older: false });
    const read = reduce(short, { type: "read" });

    assert.equal(read.messages, short.messages);
    assert.equal(read.older, false);
  });
});
