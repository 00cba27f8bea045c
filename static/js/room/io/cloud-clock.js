/**
 * The cloud clock as this page reads it: sends the pings, feeds the filter, notices when nobody
 * answers and when the machine has slept. `performance.now()` only; the wall clock is used for
 * nothing but seeing a sleep.
 */

import { addSample, emptyClock, readClock } from "../state/clock.js";
import { BURST_SIZE, burstIsDue, hasSlept, nextPingDelay } from "../state/ping-plan.js";
import { after } from "./timers.js";

const SETTLE_MS = 800;
/** A reading that differs by this much from what held before moves the picture. */
const JUMP_MS = 250;
const ANSWER_MS = 4000;
const MISSED_ALLOWED = 2;

/** @typedef {import("../state/clock.js").Reading} Reading */
/**
 * @typedef {object} ClockOptions
 * @property {(data: { t0: number, rtt?: number, jitter?: number, seek: number }) => void} ping
 * @property {() => number} seek the time (ms) within which the player's seeks are done
 * @property {() => void} calibrate once at the beginning of every burst
 * @property {(reading: Reading) => void} onReading
 * @property {() => void} onJump the clock is not what was taken for it until now
 * @property {() => void} onSilence two pings in a row went unanswered
 */

/** @returns {number} wall minus monotonic: constant but for sleep and a clock that was set */
const wallOffset = () => Date.now() - performance.now();

/** @param {number} value @returns {number} */
const tenth = (value) => Math.round(value * 10) / 10;

/** Reads the cloud clock. */
export class CloudClock {
  #clock = emptyClock();
  #offset_ms = wallOffset();
  #wall_offset_ms = wallOffset();
  /** @type {Set<number>} instants of the pings under way */
  #under_way = new Set();
  #callOff = () => {};
  #burst_at = 0;
  #sent = 0;
  #answers = 0;
  #settle = () => {};
  /** Resolves when the first burst is answered, or after 800 ms as soon as any ping is. */
  settled = new Promise((/** @type {(value: void) => void} */ resolve) => {
    this.#settle = resolve;
  });

  /** @param {ClockOptions} options */
  constructor(options) {
    this.options = options;
  }

  /** @returns {number} the cloud clock, ms */
  now() {
    return performance.now() + this.#offset_ms;
  }

  /** @param {number} cloud_ms @returns {number} the same instant on `performance.now()` */
  toLocal(cloud_ms) {
    return cloud_ms - this.#offset_ms;
  }

  /** @returns {Reading | null} */
  read() {
    return readClock(this.#clock, performance.now());
  }

  /** Start a burst: on opening, on coming back, after sleep. */
  burst() {
    this.#callOff();
    after(SETTLE_MS, () => this.#settleWithAny());
    this.#under_way.clear();
    this.#burst_at = performance.now();
    this.#sent = 0;
    this.options.calibrate();
    this.#tick();
  }

  /** The samples may be of a clock that is no more; the offset stays until a better one. */
  forget() {
    this.#clock = emptyClock();
  }

  /** Stop asking; the last offset stays valid while the line is down. */
  stop() {
    this.#callOff();
  }

  /**
   * Take an answer.
   * @param {{ t0: number, t1: number, t2: number }} stamps
   * @param {number} received_ms
   */
  pong({ t0, t1, t2 }, received_ms) {
    if (!this.#under_way.delete(t0)) return;
    // An answer to a later ping shows that the line lives, so earlier ones are not "missed".
    for (const sent of this.#under_way) if (sent < t0) this.#under_way.delete(sent);
    this.#clock = addSample(this.#clock, { t0, t1, t2, t3: received_ms });
    this.#answers += 1;
    this.#apply();
    if (this.#answers >= BURST_SIZE) this.#settle();
    this.#settleWithAny();
  }

  /** Without a single answer there is nothing but the wall clock, which may be wrong by hours. */
  #settleWithAny() {
    const has_waited = performance.now() - this.#burst_at >= SETTLE_MS;
    if (this.#answers > 0 && has_waited) this.#settle();
  }

  #apply() {
    const reading = this.read();
    if (!reading) return;
    const jumped = Math.abs(reading.offset_ms - this.#offset_ms) > JUMP_MS;
    this.#offset_ms = reading.offset_ms;
    this.options.onReading(reading);
    if (jumped) this.options.onJump();
  }

  #tick() {
    const now_ms = performance.now();
    if (this.#noticeSleep() || burstIsDue(now_ms - this.#burst_at)) {
      this.burst();
      return;
    }
    if (this.#isSilent(now_ms)) {
      this.options.onSilence();
      return;
    }
    this.#ask(now_ms);
    const delay_ms = nextPingDelay(this.#sent, now_ms - this.#burst_at);
    this.#callOff = after(delay_ms, () => this.#tick());
  }

  /** @param {number} now_ms */
  #ask(now_ms) {
    const reading = this.read();
    const line = reading && { rtt: tenth(reading.rtt_ms), jitter: tenth(reading.jitter_ms) };
    this.#sent += 1;
    this.#under_way.add(now_ms);
    this.options.ping({ t0: now_ms, ...line, seek: tenth(this.options.seek()) });
  }

  /** @param {number} now_ms @returns {boolean} */
  #isSilent(now_ms) {
    const missed = [...this.#under_way].filter((sent) => now_ms - sent > ANSWER_MS);
    return missed.length >= MISSED_ALLOWED;
  }

  /** @returns {boolean} */
  #noticeSleep() {
    const before_ms = this.#wall_offset_ms;
    this.#wall_offset_ms = wallOffset();
    if (!hasSlept(before_ms, this.#wall_offset_ms)) return false;
    this.#clock = emptyClock();
    return true;
  }
}
