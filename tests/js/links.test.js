import assert from "node:assert/strict";
import { test } from "node:test";
import { reasonOf } from "../../static/js/room/io/hls.js";
import { containerOf } from "../../static/js/room/io/leads.js";
import {
  isProxied,
  nameOf,
  sourcesOf,
  troubleByLooks,
  troubleFrom,
} from "../../static/js/room/state/links.js";

const PAGE = "https://nest.example/room/8XA92B";
const DEMO = "https://demos.example/a.mp4";
const WAYS = {
  api: "/api/v1",
  proxy_mode: "demos",
  sites: { "bilibili.com": "B", "youtu.be": "Y" },
  demos: [{ url: DEMO }, { url: "/static/demo/a.mp4", fallback: "/static/demo/a.webm" }],
};

/** @param {string} text @param {object} [ways] */
const looks = (text, ways = {}) => troubleByLooks(text, PAGE, { ...WAYS, ...ways });

test("what is no web address of a film is refused by its looks", () => {
  const texts = ["film", "", "ftp://a.example/b.mp4", "javascript:alert(1)", "data:video/mp4,x"];
  for (const text of [...texts, "https://user:secret@a.example/b.mp4", "https://", "blob:https://a/b"]) {
    assert.deepEqual(looks(text), { reason: "address" }, text);
  }
});

test("an address of a site's page is recognised by its host", () => {
  assert.deepEqual(looks("https://www.bilibili.com/video/BV1"), {
    reason: "site",
    values: { site: "B" },
  });
  assert.equal(looks("https://youtu.be/abc")?.reason, "site");
  assert.equal(looks("https://notbilibili.com/video"), null);
  assert.equal(looks("https://cdn.bilibili.com/film.MP4?x=1"), null);
});

test("a film without TLS is refused on a page with it, unless the server fetches it", () => {
  assert.deepEqual(looks("http://a.example/b.mp4"), { reason: "mixed" });
  assert.equal(looks("http://a.example/b.mp4", { proxy_mode: "all" }), null);
  assert.equal(troubleByLooks("http://a.example/b.mp4", "http://nest.example/", WAYS), null);
});

test("good links pass", () => {
  for (const text of ["https://a.example/b.mp4", "https://a.example/watch?v=1", "/static/demo/a.mp4"]) {
    assert.equal(looks(text), null, text);
  }
});

test("the server fetches demo clips, or all links, and never its own files", () => {
  assert.equal(isProxied(DEMO, WAYS), true);
  assert.equal(isProxied("https://a.example/b.mp4", WAYS), false);
  assert.equal(isProxied("https://a.example/b.mp4", { ...WAYS, proxy_mode: "all" }), true);
  assert.equal(isProxied(DEMO, { ...WAYS, proxy_mode: "off" }), false);
  assert.equal(isProxied("/static/demo/a.mp4", { ...WAYS, proxy_mode: "all" }), false);
});

test("sources: as given, the clip's other version, through the server", () => {
  const through = `/api/v1/proxy/video?url=${encodeURIComponent(DEMO)}`;
  assert.deepEqual(sourcesOf(DEMO, WAYS, PAGE), [DEMO, through]);
  assert.deepEqual(sourcesOf("/static/demo/a.mp4", WAYS, PAGE), [
    "/static/demo/a.mp4",
    "/static/demo/a.webm",
  ]);
  assert.deepEqual(sourcesOf("https://a.example/b.mp4", WAYS, PAGE), ["https://a.example/b.mp4"]);
  const mixed = sourcesOf("http://a.example/b.m3u8", { ...WAYS, proxy_mode: "all" }, PAGE);
  assert.equal(mixed.length, 1);
  assert.equal(containerOf(mixed[0]), "hls");
});

test("a film without a title is called by its file", () => {
  assert.equal(nameOf("https://a.example/x/%E5%A4%A7%E9%9B%84%E5%85%94.mp4?t=1#x"), "大雄兔");
  assert.equal(nameOf("https://a.example/x/100%.webm"), "100%");
  assert.equal(nameOf("https://a.example/live/index.m3u8"), "index");
  assert.equal(nameOf("https://a.example/<b>RTL‮.mp4"), "<b>RTL‮");
  assert.equal(nameOf(`https://a.example/${"长".repeat(300)}.mp4`).length, 200);
});

test("what the server found explains what the page saw", () => {
  for (const finding of ["page", "missing", "refused", "type", "timeout", "unreachable", "failed"]) {
    assert.equal(troubleFrom("unplayable", { finding, status: 1 }).reason, finding);
  }
  assert.deepEqual(troubleFrom("unplayable", { finding: "missing", status: 410 }).values?.status, 410);
  assert.equal(troubleFrom("unplayable", { finding: "film", is_hevc: true }).reason, "codec");
  const list = { finding: "film", is_playlist: true, allows_pages: false };
  assert.equal(troubleFrom("unplayable", list).reason, "cors");
  assert.equal(troubleFrom("unplayable", { ...list, allows_pages: true }).reason, "unplayable");
  assert.equal(troubleFrom("timeout", { finding: "film" }).reason, "timeout");
  assert.equal(troubleFrom("cors", null).reason, "cors");
});

test("what hls.js gives up for has its reason", () => {
  /** @param {string} details @param {number} [code] */
  const reason = (details, code) => reasonOf({ details, response: { code } });
  assert.equal(reason("manifestLoadError", 404), "missing");
  assert.equal(reason("levelLoadError", 403), "refused");
  assert.equal(reason("manifestLoadError", 500), "failed");
  assert.equal(reason("manifestLoadError", 0), "cors");
  assert.equal(reasonOf({ details: "manifestLoadTimeOut" }), "timeout");
  assert.equal(reason("manifestParsingError"), "type");
  assert.equal(reason("manifestIncompatibleCodecsError"), "codec");
  assert.equal(reason("bufferAddCodecError"), "codec");
  assert.equal(reason("fragLoadError", 404), "unplayable");
});

test("a link may say behind its end that a playlist is there", () => {
  assert.equal(containerOf("https://a.example/play?id=1#.m3u8"), "hls");
  assert.equal(containerOf("https://a.example/play?id=1"), "mp4");
  assert.equal(nameOf("https://a.example/play?id=1#.m3u8"), "play");
});
