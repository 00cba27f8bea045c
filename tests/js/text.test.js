import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { partsOf, safeHref } from "../../static/js/room/state/text.js";

/** @param {string} text @returns {string[]} the links in it */
const links = (text) => partsOf(text).flatMap(({ text: shown, href }) => (href ? [shown] : []));

describe("a link in a line", () => {
  test("ends where the sentence goes on", () => {
    assert.deepEqual(links("看 https://a.example/x?y=1#z 吧"), ["https://a.example/x?y=1#z"]);
    assert.deepEqual(links("https://a.example/x，不错"), ["https://a.example/x"]);
    assert.deepEqual(links("https://a.example/x好看"), ["https://a.example/x"]);
    assert.deepEqual(links("(see http://a.example/x)."), ["http://a.example/x"]);
    assert.deepEqual(links("http://a.example/film_(2024) ok"), ["http://a.example/film_(2024)"]);
    assert.deepEqual(links("HTTPS://A.example! and http://b.example"), ["HTTPS://A.example", "http://b.example"]);
  });

  test("leads to the web, and to where it says", () => {
    for (const text of [
      "javascript:alert(1)",
      "data:text/html,x",
      "ftp://a.example",
      "https://",
      "https://bank.example@evil.example/",
      "https://u:p@evil.example/",
      "xhttps:/a.example",
    ]) {
      assert.deepEqual(links(text), [], text);
    }
    assert.equal(safeHref("javascript:alert(1)"), null);
    assert.equal(safeHref("not a link"), null);
  });

  test("loses nothing of the text, whatever it is", () => {
    for (const text of ["", "no link", "<b>https://a.example/<i></b>", "https://a.example", "a\nhttps://b.example\nc"]) {
      assert.equal(partsOf(text).map((part) => part.text).join(""), text);
    }
  });

  test("is soon found in a text that is all brackets", () => {
    assert.deepEqual(links(`https://a.example/${")".repeat(480)}`), ["https://a.example/"]);
  });
});
