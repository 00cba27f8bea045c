import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, mock, test } from "node:test";

/** A worker that rings only when the test says so. */
class FakeWorker {
  /** @type {FakeWorker[]} */
  static made = [];
  /** @type {{ id: number, delay_ms?: number }[]} */
  asked = [];
  /** @type {(event: { data: number }) => void} */
  onmessage = () => {};

  constructor() {
    FakeWorker.made.push(this);
  }

  /** @param {{ id: number, delay_ms?: number }} data */
  postMessage(data) {
    this.asked.push(data);
  }

  ringLast() {
    const rung = this.asked.filter(({ delay_ms }) => delay_ms).at(-1);
    this.onmessage({ data: rung?.id ?? 0 });
  }
}

Object.assign(globalThis, { Worker: FakeWorker });
const { after, every } = await import("../../static/js/room/io/timers.js");

describe("timers of a page that may be hidden", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  test("come from the worker when the page's own are slowed down", () => {
    const act = mock.fn();
    after(50, act);

    FakeWorker.made[0].ringLast();
    assert.equal(act.mock.callCount(), 1);

    mock.timers.tick(1000);
    assert.equal(act.mock.callCount(), 1);
  });

  test("come from the page when the worker is late", () => {
    const act = mock.fn();
    after(50, act);

    mock.timers.tick(50);
    FakeWorker.made[0].ringLast();

    assert.equal(act.mock.callCount(), 1);
  });

  test("can be called off, on both sides", () => {
    const act = mock.fn();
    const callOff = after(50, act);
    const id = FakeWorker.made[0].asked.at(-1)?.id ?? 0;

    callOff();
    mock.timers.tick(1000);
    FakeWorker.made[0].onmessage({ data: id });

    assert.equal(act.mock.callCount(), 0);
    assert.deepEqual(FakeWorker.made[0].asked.at(-1), { id });
  });

  test("repeat until they are ended", () => {
    const act = mock.fn();
    const end = every(50, act);

    mock.timers.tick(50);
    FakeWorker.made[0].ringLast();
    end();
    mock.timers.tick(1000);

    assert.equal(act.mock.callCount(), 2);
  });
});
