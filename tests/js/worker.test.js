import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOf } from "../../static/js/worker/places.js";
import { partOf, rangeOf } from "../../static/js/worker/ranges.js";

const ORIGIN = "https://nest.example";
const PLAN = { version: "1", offline: "/offline", shell: [], clip: "/static/demo/xiaowo-demo.mp4" };

/** @param {string} url @param {Partial<Request>} [changes] */
const place = (url, changes = {}) =>
  placeOf({ method: "GET", mode: "no-cors", url: new URL(url, ORIGIN).href, ...changes }, ORIGIN, PLAN);

test("hashed files and the clip are kept", () => {
  assert.equal(place("/static/js/joined/room/main.0123456789ab.js"), "shell");
  assert.equal(place("/static/icons/icons.0123456789ab.svg"), "shell");
  assert.equal(place("/static/demo/xiaowo-demo.mp4?x=1"), "clip");
});

test("pages come from the network, with a page for when there is none", () => {
  for (const path of ["/", "/room/8XA92B", "/room/8XA92B/rebuild", "/account"]) {
    assert.equal(place(path, { mode: "navigate" }), "page", path);
  }
});

test("all else goes its way", () => {
  const others = [
    "/api/v1/rooms", "/avatars/a.svg", "/manifest.webmanifest", "/static/js/room/main.js",
    "/static/demo/hls/video-00.0123456789ab.mp4", "/static/demo/xiaowo-demo.webm",
    "https://films.example/static/x.0123456789ab.js", "https://films.example/one.mp4",
  ];
  for (const url of others) assert.equal(place(url), "none", url);
  for (const path of ["/admin/", "/api/docs", "/health", "/metrics"]) {
    assert.equal(place(path, { mode: "navigate" }), "none", path);
  }
  assert.equal(place("/", { mode: "navigate", method: "POST" }), "none");
});

test("a range is read as the standard says", () => {
  /** @type {[string | null, unknown][]} */
  const cases = [
    [null, null],
    ["bytes=0-", { start: 0, end: 100 }],
    ["bytes=10-19", { start: 10, end: 20 }],
    ["bytes=90-500", { start: 90, end: 100 }],
    ["bytes=-30", { start: 70, end: 100 }],
    ["bytes=-500", { start: 0, end: 100 }],
    ["bytes=100-", "beyond"],
    ["bytes=-0", "beyond"],
    ["bytes=20-10", null],
    ["bytes=-", null],
    ["bytes=0-9,20-29", null],
    ["lines=1-2", null],
  ];
  for (const [header, expected] of cases) assert.deepEqual(rangeOf(header, 100), expected, `${header}`);
});

test("a part is answered as a part", async () => {
  const whole = new Blob(["0123456789"], { type: "video/mp4" });

  const part = partOf(whole, "bytes=2-4");

  assert.equal(part.status, 206);
  assert.equal(part.headers.get("Content-Range"), "bytes 2-4/10");
  assert.equal(part.headers.get("Content-Type"), "video/mp4");
  assert.equal(await part.text(), "234");
  assert.equal(await partOf(whole, null).text(), "0123456789");
  assert.equal(partOf(whole, "bytes=10-").status, 416);
  assert.equal(partOf(whole, "bytes=10-").headers.get("Content-Range"), "bytes */10");
});
