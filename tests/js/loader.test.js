import assert from "node:assert/strict";
import { test } from "node:test";
import { MediaLoader } from "../../static/js/room/io/loader.js";

/** As much of a <video> as loading needs; fails whatever is not in `good`. */
class Video extends EventTarget {
  /** @param {string[]} [good] */
  constructor(good = []) {
    super();
    this.good = good;
    /** @type {string[]} */
    this.opened = [];
    this.src = "";
  }

  load() {
    if (!this.src) return;
    this.opened.push(this.src);
    const type = this.good.includes(this.src) ? "canplay" : "error";
    queueMicrotask(() => this.dispatchEvent(new Event(type)));
  }

  removeAttribute() {
    this.src = "";
  }
}

/** @param {import("node:test").TestContext} t @param {string[]} sources @param {string[]} [good] */
function arrange(t, sources, good) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const video = new Video(good);
  /** @type {string[]} */
  const told = [];
  const loader = new MediaLoader(/** @type {any} */ (video), {
    onStatus: (status, why) => void told.push(why ? `${status}:${why}` : status),
    sourcesOf: () => sources,
  });
  /** @param {number} ms */
  const pass = async (ms) => {
    await Promise.resolve();
    t.mock.timers.tick(ms);
    await Promise.resolve();
  };
  return { video, loader, told, pass };
}

test("a film is tried again after 1, 2 and 4 seconds, and then given up", async (t) => {
  const { video, loader, told, pass } = arrange(t, ["/a.mp4"]);

  loader.load("/a.mp4");
  await pass(999);
  assert.equal(video.opened.length, 1);
  for (const ms of [1, 2000, 4000]) await pass(ms);

  assert.deepEqual(video.opened, Array(4).fill("/a.mp4"));
  assert.equal(told.at(-1), "failed:unplayable");
  await pass(60_000);
  assert.equal(video.opened.length, 4);
});

test("then its next sources are tried, twice each", async (t) => {
  const { video, loader, told, pass } = arrange(t, ["/a.mp4", "/a.webm", "/proxy"], ["/proxy"]);

  loader.load("/a.mp4");
  for (const ms of [1000, 2000, 4000, 0, 1000, 0]) await pass(ms);

  assert.deepEqual(video.opened.slice(4), ["/a.webm", "/a.webm", "/proxy"]);
  assert.equal(told.at(-1), "ready");
});

test("a film that was well for a while has all its tries again", async (t) => {
  const { video, loader, told, pass } = arrange(t, ["/a.mp4"], ["/a.mp4"]);
  loader.load("/a.mp4");
  for (let round = 0; round < 3; round += 1) {
    await pass(10_000);
    video.dispatchEvent(new Event("error"));
    await pass(1000);
    assert.equal(told.at(-1), "ready");
  }
  assert.equal(video.opened.length, 4);
});

test("the person's own try begins with the first source", async (t) => {
  const { video, loader, pass } = arrange(t, ["/a.mp4", "/a.webm"]);
  loader.load("/a.mp4");
  for (const ms of [1000, 2000, 4000, 0, 1000]) await pass(ms);
  const before = video.opened.length;

  loader.retry();

  assert.equal(video.opened.length, before + 1);
  assert.equal(video.opened.at(-1), "/a.mp4");
});

test("where no second try helps, another source is taken at once", async (t) => {
  const { video, loader, told, pass } = arrange(t, ["/a.m3u8", "/proxy"], ["/proxy"]);
  loader.load("/a.m3u8");

  loader.source.onFailed("cors");
  await pass(0);

  assert.deepEqual(video.opened, ["/proxy"]);
  assert.deepEqual(told, ["loading", "loading:cors", "loading", "ready"]);
});
