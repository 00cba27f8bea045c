/** Keeps account of the pings and measures the line every five seconds, also while it is down. */

import { answered, asked, emptyHealth, measured, MEASURE_EVERY_MS } from "../state/health.js";
import { every } from "./timers.js";

/** @typedef {import("../state/health.js").Health} Health */

/** One page's line. */
export class LinkMeter {
  /** @type {Health} */
  health = emptyHealth();

  /** @param {(health: Health) => void} onMeasured */
  constructor(onMeasured) {
    every(MEASURE_EVERY_MS, () => {
      this.health = measured(this.health, performance.now());
      onMeasured(this.health);
    });
  }

  /** @param {number} at_ms when a ping is sent */
  asked(at_ms) {
    this.health = asked(this.health, at_ms);
  }

  /** @param {{ t0: number, t1: number, t2: number }} stamps @param {number} received_ms */
  answered({ t0, t1, t2 }, received_ms) {
    this.health = answered(this.health, t0, received_ms - t0 - (t2 - t1));
  }
}
