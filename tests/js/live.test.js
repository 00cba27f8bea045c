import assert from "node:assert/strict";
import { test } from "node:test";
import { LiveWindow } from "../../static/js/room/io/live.js";
import { tellOpened } from "../../static/js/room/io/opened.js";

const DAY_S = 86_400;

/** As much of a <video> as a window needs. */
class Video extends EventTarget {
  currentTime = 0;

  /** @param {number} duration @param {[number, number][]} spans */
  constructor(duration, spans) {
    super();
    this.duration = duration;
    this.seekable = {
      get length() {
        return spans.length;
      },
      start: (/** @type {number} */ at) => spans[at][0],
      end: (/** @type {number} */ at) => spans[at][1],
    };
  }
}

/** @param {number} duration @param {[number, number][]} spans */
function windowOf(duration, spans) {
  const video = new Video(duration, spans);
  return { video, live: new LiveWindow(/** @type {any} */ (video)) };
}

/**
 * Another one whose playlist numbers its pieces of four seconds.
 * @param {{ sn: number, zero?: number, count?: number }} playlist
 */
function numbered({ sn, zero = 0, count = 15 }) {
  const fragments = Array.from({ length: count }, (_, at) => ({
    sn: sn + at,
    start: zero + at * 4,
    programDateTime: null,
    tagList: [["INF", "4"]],
  }));
  const spans = /** @type {[number, number][]} */ ([[zero, zero + count * 4]]);
  const { video, live } = windowOf(Infinity, spans);
  const closing = new AbortController();
  const latestLevelDetails = { fragments, targetduration: 4, age: 1 };
  tellOpened(video, { latestLevelDetails }, closing.signal);
  return { video, live, closing, spans };
}

test("a film with an end is where the room says", () => {
  const { live } = windowOf(90, [[0, 90]]);

  assert.equal(live.placeOf(300), 300);
  assert.equal(live.positionOf(300), 300);
  assert.equal(live.mending(300), null);
  assert.equal(live.within(300), 300);
  assert.equal(live.newest_s, null);
  assert.equal(live.is_late, false);
});

test("pages that came in at different times show the same moment", () => {
  const early = numbered({ sn: 1000 });
  const late = numbered({ sn: 1005, zero: 3 });
  const position_s = Number(early.live.newest_s);

  // 12 s before the end of 1014, which is the 1012th piece's begin.
  assert.equal(position_s, DAY_S + 1012 * 4);
  assert.equal(early.live.placeOf(position_s), 48);
  assert.equal(late.live.placeOf(position_s), 31);
  assert.equal(early.live.positionOf(50), position_s + 2);
  assert.equal(late.live.positionOf(33), position_s + 2);
});

test("a room that has played for days on end is still followed", () => {
  const { live } = numbered({ sn: 1000 });
  const position_s = DAY_S * 4 + 1012 * 4;

  assert.equal(live.placeOf(position_s), 48);
  assert.equal(live.positionOf(48), position_s);
});

test("a room that was put on but never placed belongs at the newest part", () => {
  const { live } = numbered({ sn: 1000 });

  assert.deepEqual(live.mending(5), { to_s: DAY_S + 1012 * 4, is_past: false });
  // Until the room has gone there, the page calls it the room's position.
  assert.equal(live.placeOf(5), 48);
  assert.equal(live.positionOf(49), 6);
});

test("a room whose moment is no more to be seen belongs at the oldest part", () => {
  const { live } = numbered({ sn: 1000 });
  const position_s = DAY_S + 990 * 4;

  assert.deepEqual(live.mending(position_s), { to_s: DAY_S + 1002 * 4, is_past: true });
  assert.equal(live.placeOf(position_s), 8);
  assert.equal(live.positionOf(9), position_s + 1);
  assert.equal(live.mending(DAY_S + 1005 * 4), null);
});

test("what this browser alone has kept is no longer to be seen", () => {
  const { spans, live } = numbered({ sn: 1000, zero: 100 });
  spans[0][0] = 20;

  assert.deepEqual(live.mending(DAY_S + 990 * 4), { to_s: DAY_S + 1002 * 4, is_past: true });
});

test("a room ahead of all there is belongs at the newest part", () => {
  const { live } = numbered({ sn: 1000 });

  assert.deepEqual(live.mending(DAY_S + 1016 * 4), { to_s: DAY_S + 1012 * 4, is_past: false });
});

test("what people seek stays within the window", () => {
  const { live } = numbered({ sn: 1000 });

  assert.equal(live.within(DAY_S + 1005 * 4), DAY_S + 1005 * 4);
  assert.equal(live.within(DAY_S + 900 * 4), DAY_S + 1002 * 4);
  assert.equal(live.within(DAY_S + 1014 * 4), DAY_S + 1012 * 4);
});

test("how far behind one is counts to the end as it is by now", () => {
  const { video, live } = numbered({ sn: 1000 });

  video.currentTime = 48;
  assert.equal(live.behind_s, 13);
  assert.equal(live.is_late, false);
  video.currentTime = 30;
  assert.equal(live.is_late, true);
});

test("Safari's own HLS tells the date of its zero", () => {
  const { video, live } = windowOf(Infinity, [[0, 60]]);
  Object.assign(video, { getStartDate: () => new Date(1000 * DAY_S * 1000 + 7000) });

  assert.equal(live.placeOf(DAY_S + 7 + 20), 20);
  assert.equal(live.newest_s, DAY_S + 7 + 52);
});

test("without shared moments a broadcast is shown where the room says while its window reaches there", () => {
  const { live } = windowOf(Infinity, [[0, 60]]);

  assert.equal(live.placeOf(40), 40);
  assert.equal(live.positionOf(40), 40);
  assert.equal(live.mending(400), null);
});

test("without them its newest part stands for the room's position elsewhere", () => {
  const spans = /** @type {[number, number][]} */ ([[100, 160]]);
  const { live } = windowOf(Infinity, spans);

  assert.equal(live.placeOf(7), 152);
  assert.equal(live.positionOf(152), 7);
  assert.equal(live.placeOf(9), 154);
  assert.equal(live.newest_s, 7);

  // A long pause: the window has moved on from there.
  spans[0] = [400, 460];
  assert.equal(live.placeOf(10), 452);
  assert.equal(live.positionOf(452), 10);
});

test("of a short window more than the edge is left", () => {
  assert.equal(windowOf(Infinity, [[0, 10]]).live.placeOf(50), 4);
});

test("before anything can be sought nothing is moved, and a new film begins anew", () => {
  const { video, live } = windowOf(NaN, []);
  video.currentTime = 2;
  assert.equal(live.placeOf(50), 50);
  assert.equal(live.placeOf(DAY_S + 50), 2);

  const other = numbered({ sn: 1000 });
  other.live.placeOf(5);
  assert.equal(other.live.positionOf(48), 5);
  other.live.forget();
  assert.equal(other.live.positionOf(30), 30);
});

test("a broadcast that has come to its end is a film", () => {
  const { video, live } = numbered({ sn: 1000 });
  live.placeOf(5);

  video.duration = 60;

  assert.equal(live.positionOf(20), 20);
  assert.equal(live.placeOf(30), 30);
});

test("a playlist that was closed no longer counts", () => {
  const { live, closing } = numbered({ sn: 1000 });

  closing.abort();

  assert.equal(live.mending(5), null);
});
