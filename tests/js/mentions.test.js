import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  askedAt,
  isForMe,
  matching,
  mentionsIn,
  named,
} from "../../static/js/room/state/mentions.js";
import { aMember } from "./builders.js";

/** @param {string} nickname */
const somebody = (nickname) => aMember({ session_id: `id-${nickname}`, nickname });
const MEMBERS = ["小考拉", "小考拉二号", "Anna", "Joanna"].map(somebody);

describe("an @", () => {
  test("asks for somebody until a space, but not within an address of mail", () => {
    assert.deepEqual(askedAt("你好 @小", 5), { start: 3, query: "小" });
    assert.deepEqual(askedAt("你好@", 3), { start: 2, query: "" });
    assert.deepEqual(askedAt("\uff20an", 3), { start: 0, query: "an" });
    assert.equal(askedAt("me@home", 7), null);
    assert.equal(askedAt("@小 ", 3), null);
    assert.equal(askedAt("hello", 5), null);
  });

  test("offers the others, those that begin so first, whatever the case", () => {
    const names = (/** @type {string} */ query) =>
      matching(MEMBERS, query, "id-小考拉").map(({ nickname }) => nickname);

    assert.deepEqual(names("AN"), ["Anna", "Joanna"]);
    assert.deepEqual(names(""), ["小考拉二号", "Anna", "Joanna"]);
    assert.deepEqual(names("谁"), []);
  });

  test("becomes the whole name, and what follows stays", () => {
    assert.deepEqual(named("hi @an you", 6, "Anna"), { text: "hi @Anna you", caret: 9 });
  });
});

describe("a line", () => {
  test("means whom it names, the longest name alone", () => {
    assert.deepEqual(mentionsIn("@小考拉二号 来吗", MEMBERS, undefined), ["id-小考拉二号"]);
    assert.deepEqual(mentionsIn("@小考拉 @anna", MEMBERS, undefined), ["id-Anna", "id-小考拉"]);
    assert.deepEqual(mentionsIn("@Anna", MEMBERS, "id-Anna"), []);
    assert.deepEqual(mentionsIn("Anna", MEMBERS, undefined), []);
  });

  test("names no more than the server takes", () => {
    const crowd = Array.from({ length: 12 }, (_, i) => somebody(`member-${i}-`));

    assert.equal(mentionsIn(crowd.map((m) => `@${m.nickname}`).join(" "), crowd, undefined).length, 10);
  });

  test("is for whom it names and for whose line it answers, but never for its own author", () => {
    const mine = { message_id: "m1", session_id: "me", nickname: "n", text: "t", at: 1 };
    const call = { ...mine, message_id: "m2", session_id: "you", mentions: ["me"] };
    const answer = { ...call, mentions: [], reply_to: { message_id: "m1", nickname: "n", text: "t" } };

    assert.equal(isForMe(call, [mine], "me"), true);
    assert.equal(isForMe(answer, [mine], "me"), true);
    assert.equal(isForMe(answer, [], "me"), false);
    assert.equal(isForMe({ ...call, session_id: "me" }, [mine], "me"), false);
    assert.equal(isForMe({ ...call, mentions: ["other"] }, [mine], "me"), false);
  });
});
