import assert from "node:assert/strict";
import { test } from "node:test";
import { Source } from "../../static/js/room/io/source.js";

/** As much of a <video> as a source needs. */
class Video extends EventTarget {
  src = "";

  load() {
    this.dispatchEvent(new Event("emptied"));
  }

  removeAttribute() {
    this.src = "";
  }
}

/** @returns {{ video: Video, source: Source, failures: () => number }} */
function arrange() {
  const video = new Video();
  let failures = 0;
  const source = new Source(/** @type {any} */ (video), () => (failures += 1));
  return { video, source, failures: () => failures };
}

/**
 * Wait for what must happen; whoever waits in vain is ended by the test's own limit.
 * @param {() => boolean} isSo
 */
async function until(isSo) {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test("a file is given to the browser, and its failure is told once", () => {
  const { video, source, failures } = arrange();

  source.open("/a.mp4");
  video.dispatchEvent(new Event("error"));
  video.dispatchEvent(new Event("error"));

  assert.equal(video.src, "/a.mp4");
  assert.equal(failures(), 1);
});

test("a link that was closed is gone, and does not fail any more", () => {
  const { video, source, failures } = arrange();
  source.open("/a.mp4");

  source.close();
  video.dispatchEvent(new Event("error"));

  assert.equal(video.src, "");
  assert.equal(failures(), 0);
});

test("without hls.js an HLS link fails, and the last film is not shown in its place", async () => {
  const { video, source, failures } = arrange();
  source.open("/a.mp4");

  source.open("/b.m3u8");
  assert.equal(video.src, "");
  await until(() => failures() > 0);

  assert.equal(failures(), 1);
});

test("an HLS link that was replaced while hls.js came changes nothing", async () => {
  const { video, source, failures } = arrange();
  source.open("/b.m3u8");

  source.open("/a.mp4");
  // Whoever asks later is told later.
  const later = arrange();
  later.source.open("/b.m3u8");
  await until(() => later.failures() > 0);

  assert.equal(video.src, "/a.mp4");
  assert.equal(failures(), 0);
});
