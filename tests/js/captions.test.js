/** Subtitle files as people have them: how they are written, and what they say when. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { parseCaptions, shifted } from "../../static/js/room/state/captions.js";
import { decode } from "../../static/js/room/state/decode.js";

/** @param {string} hex @returns {Uint8Array} */
const bytes = (hex) => Uint8Array.from(Buffer.from(hex, "hex"));

describe("the encoding of a file", () => {
  const written = [
    { encoding: "gb18030", hex: "d5e2cac7ced2b5c4bcd2a3acc4e3c0b4c2f0a3bf", text: "这是我的家，你来吗？" },
    { encoding: "big5", hex: "b36fac4fa7daaabaae61a141a741a8d3b6dca148a7daadccbba1b94caabaa143", text: "這是我的家，你來嗎？我們說過的。" },
    { encoding: "shift_jis", hex: "82b182b182cd8e8482cc89c682c582b78142978882dc82b782a98148", text: "ここは私の家です。来ますか？" },
    { encoding: "utf-16le", hex: "31000a00d98f2f6611628476b65b0a00", text: "1\n这是我的家\n" },
    { encoding: "utf-16be", hex: "00680065006c006c006f002000740068006500720065", text: "hello there" },
  ];
  for (const { encoding, hex, text } of written) {
    test(`is found without a mark: ${encoding}`, () => {
      assert.deepEqual(decode(bytes(hex)), { text, encoding });
    });
  }

  test("is what the mark says, and the mark is no text", () => {
    assert.deepEqual(decode(bytes("efbbbfe5aeb6")), { text: "家", encoding: "utf-8" });
    assert.deepEqual(decode(bytes("fffeb65b")), { text: "家", encoding: "utf-16le" });
  });

  test("is UTF-8 wherever that can be", () => {
    assert.equal(decode(new TextEncoder().encode("家 🏠 café")).text, "家 🏠 café");
  });

  test("may be none at all: nothing breaks", () => {
    assert.notEqual(decode(bytes("ff80ff00ff")).text, "");
    assert.equal(decode(new Uint8Array()).text, "");
  });
});

describe("a subtitle file", () => {
  test("in SubRip, with Windows line ends and numbers", () => {
    const srt = "1\r\n00:00:01,500 --> 00:00:03,000\r\n你好\r\n第二行\r\n\r\n2\r\n01:00:00,000 --> 01:00:01,000\r\n再见\r\n";

    assert.deepEqual(parseCaptions(srt), [
      { start: 1.5, end: 3, text: "你好\n第二行" },
      { start: 3600, end: 3601, text: "再见" },
    ]);
  });

  test("in WebVTT, with notes, names and settings", () => {
    const vtt = "WEBVTT\n\nNOTE nothing\n\nintro\n00:01.000 --> 00:02.5 line:0 align:start\n<v Ann><i>Hello</i></v>\n";

    assert.deepEqual(parseCaptions(vtt), [{ start: 1, end: 2.5, text: "<i>Hello</i>" }]);
  });

  test("is put in order, and loses what makes no sense", () => {
    const text = [
      "00:00:09,000 --> 00:00:10,000\nlater",
      "00:00:05,000 --> 00:00:04,000\nends before it begins",
      "00:00:01,000 --> 00:00:02,000\n   ",
      "no time\nat all",
      "00:00:01,000 --> 00:00:02,000\n{\\an8}<font color=\"red\">first</font>",
    ].join("\n\n");

    assert.deepEqual(parseCaptions(text).map((cue) => cue.text), ["first", "later"]);
  });

  test("that is none has no lines", () => {
    for (const text of ["", "<html></html>", "just words\n\nand more", "WEBVTT"]) {
      assert.deepEqual(parseCaptions(text), []);
    }
  });

  test("can be shown earlier or later", () => {
    const cue = { start: 1, end: 3, text: "a" };

    assert.deepEqual(shifted(cue, 0.5), { start: 1.5, end: 3.5, text: "a" });
    assert.deepEqual(shifted(cue, -2), { start: 0, end: 1, text: "a" });
    assert.equal(shifted(cue, -3), null);
  });
});
