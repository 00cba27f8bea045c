import assert from "node:assert/strict";
import { test } from "node:test";
import { avatarUrl } from "../../static/js/lib/avatar.js";
import { clockTime, fill, timeAhead } from "../../static/js/lib/format.js";
import { containerOf } from "../../static/js/room/io/leads.js";

test("a time is written as a clock shows it", () => {
  const seconds = [0, 9.99, 75, 3599, 3600, 36_610, -1];

  assert.deepEqual(seconds.map(clockTime), [
    "0:00",
    "0:09",
    "1:15",
    "59:59",
    "1:00:00",
    "10:10:10",
    "0:00",
  ]);
});

test("places in a text are filled, and those without a value stay", () => {
  assert.equal(fill("{name} → {position}", { name: "小熊" }), "小熊 → {position}");
  assert.equal(fill("{constructor}", {}), "{constructor}");
  assert.equal(fill("{count}", { count: 0 }), "0");
});

test("an avatar is an address, or a seed that the server draws", () => {
  assert.equal(avatarUrl("/avatars/a.svg"), "/avatars/a.svg");
  assert.equal(avatarUrl("a b"), "/avatars/a%20b.svg");
  assert.equal(avatarUrl(""), "/avatars/xiaowo.svg");
});

test("the container is told by the path, not by what follows it", () => {
  assert.equal(containerOf("https://h/a.m3u8?x=.webm"), "hls");
  assert.equal(containerOf("/static/demo/clip.WebM#t=3"), "webm");
  assert.equal(containerOf("https://h/video"), "mp4");
});

test("a time to come bears its day when it is far", () => {
  const now = Date.UTC(2026, 0, 1, 12, 0);

  assert.match(timeAhead(now + 600_000, now, "zh-CN"), /^\d\d:\d\d$/);
  assert.match(timeAhead(now + 48 * 3600_000, now, "zh-CN"), /^1月\d日 \d\d:\d\d$/);
});
