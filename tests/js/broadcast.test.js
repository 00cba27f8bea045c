import assert from "node:assert/strict";
import { test } from "node:test";
import {
  axisOf,
  isMoment,
  momentAt,
  momentNear,
  placeAt,
  positionOf,
} from "../../static/js/room/state/broadcast.js";

const DAY_S = 86_400;

/**
 * Pieces one after the other, as hls.js tells of them.
 * @param {{ sn?: number, zero?: number, lengths: number[], dates?: (number | null)[] }} playlist
 */
function piecesOf({ sn = 0, zero = 0, lengths, dates = [] }) {
  let start = zero;
  return lengths.map((length, at) => {
    const piece = {
      sn: sn + at,
      start,
      programDateTime: dates[at] ?? null,
      tagList: [["DIS"], ["INF", String(length)]],
    };
    start += length;
    return piece;
  });
}

/** @param {ReturnType<typeof piecesOf>} pieces */
const axisFor = (pieces) => {
  const axis = axisOf(pieces);
  assert.ok(axis);
  return axis;
};

test("dates decide, also where the broadcast left something out", () => {
  const pieces = piecesOf({ lengths: [4, 6, 4], dates: [100_000, 104_000, 150_000] });
  const axis = axisFor(pieces);

  assert.equal(momentAt(pieces, axis, 1), 101);
  assert.equal(momentAt(pieces, axis, 9.5), 109.5);
  assert.equal(momentAt(pieces, axis, 11), 151);
  assert.equal(placeAt(pieces, axis, 151), 11);
});

test("two pages that came in at different times mean the same by a moment, by date or by number", () => {
  const dates = Array.from({ length: 9 }, (_, at) => 1_700_000_000_000 + at * 4000);
  for (const given of [dates, []]) {
    const early = piecesOf({ sn: 70, lengths: Array(6).fill(4), dates: given.slice(0, 6) });
    const late = piecesOf({ sn: 73, lengths: Array(6).fill(4), dates: given.slice(3, 9) });

    const moment_s = momentAt(early, axisFor(early), 13);
    assert.equal(placeAt(late, axisFor(late), moment_s), 1);
  }
});

test("what was measured while loading does not count", () => {
  const pieces = piecesOf({ sn: 10, lengths: [4, 4, 4] });
  pieces[1].start = 4.02;

  assert.equal(momentAt(pieces, axisFor(pieces), 5.02), 45);
});

test("nothing is shared where pieces without dates differ in length, or there are none", () => {
  assert.equal(axisOf(piecesOf({ lengths: [4, 3.9, 4] })), null);
  assert.equal(axisOf([]), null);
  assert.equal(axisOf([{ sn: 1, start: 0, programDateTime: null, tagList: [] }]), null);
});

test("dates that are not all there, or go back, are not believed", () => {
  const holed = piecesOf({ sn: 5, lengths: [4, 4, 4], dates: [1000, null, 9000] });
  assert.equal(momentAt(holed, axisFor(holed), 0), 20);

  const reversed = piecesOf({ lengths: [4, 3, 4], dates: [9000, 13_000, 1000] });
  assert.equal(axisOf(reversed), null);
});

test("a moment outside of the playlist has a place beyond its ends", () => {
  const pieces = piecesOf({ sn: 10, zero: 100, lengths: [4, 4] });
  const axis = axisFor(pieces);

  assert.equal(placeAt(pieces, axis, 30), 90);
  assert.equal(placeAt(pieces, axis, 50), 110);
  assert.equal(momentAt(pieces, axis, 90), 30);
});

test("a position is the moment in its day, and never small", () => {
  for (const moment_s of [0, 5, DAY_S - 1, 1_700_000_000.25, 20 * DAY_S]) {
    const position_s = positionOf(moment_s);
    assert.ok(isMoment(position_s) && position_s < 2 * DAY_S);
    assert.equal(momentNear(position_s, moment_s + 40_000), moment_s);
    assert.equal(momentNear(position_s, moment_s - 40_000), moment_s);
  }
  assert.ok(!isMoment(0));
});

test("a room that plays past midnight goes on", () => {
  const evening_s = 20 * DAY_S - 10;

  assert.equal(momentNear(positionOf(evening_s) + 60, evening_s + 70), evening_s + 60);
});
