/**
 * Measures how far a running player is from the line, learns from its starts, and asks the
 * controller's rules what to do about it.
 */

import { levelOf } from "../state/levels.js";
import { profileOf } from "../state/profile.js";
import { decide } from "../state/reconcile.js";
import { hasEnded, positionAt } from "../state/timeline.js";
import { isBusy, land, measured, observe, resume, startTracking } from "../state/tracking.js";

const TICKS_PER_DECISION = 5;
/** An error of a start beyond this is a slip of the player, not its habit. */
const HABIT_S = 0.3;

/** @typedef {import("../state/types.js").Playback} Playback */
/** @typedef {import("../state/types.js").Level} Level */
/** @typedef {import("../state/reconcile.js").Decision} Decision */
/** @typedef {{ level: Level, drift_ms: number | null, wide: boolean }} Sync */
/**
 * @typedef {object} CorrectorOptions
 * @property {import("./player.js").HtmlPlayer} player
 * @property {import("./cloud-clock.js").CloudClock} clock
 * @property {() => Playback | null} line
 * @property {() => number} tolerance the room's, seconds
 * @property {(sync: Sync) => void} onSync
 * @property {(late_ms: number) => void} onStartMeasured how late a start came that was called in time
 * @property {(decision: Decision, line: Playback) => void} onDecision
 */

/** Watches one player. */
export class Corrector {
  #tracking = startTracking();
  #is_learning = false;
  #ticks = 0;

  /** @param {CorrectorOptions} options */
  constructor(options) {
    this.options = options;
  }

  /** @returns {number | null} line − own position, seconds */
  get diff_s() {
    const line = this.options.line();
    if (!line) return null;
    return positionAt(line, this.options.clock.now()) - this.options.player.position;
  }

  /** Forget everything: there is new media. */
  reset() {
    this.#tracking = startTracking();
  }

  /** @param {boolean} is_learning whether this start tells how late the player's starts are */
  landed(is_learning) {
    this.#is_learning = is_learning;
    this.#tracking = land(this.#tracking, performance.now());
  }

  /** The picture goes on after it stood for want of data. */
  resumed() {
    this.#is_learning = false;
    this.#tracking = resume(this.#tracking, performance.now());
  }

  /** To be called every 50 ms while the player runs and has a picture. */
  tick() {
    const now_ms = performance.now();
    const decides = this.#ticks % TICKS_PER_DECISION === 0;
    this.#ticks += 1;
    if (decides || isBusy(this.#tracking, now_ms)) {
      this.#tracking = observe(this.#tracking, this.diff_s ?? 0, now_ms);
    }
    if (!decides) return;
    this.#learn();
    this.#correct(now_ms);
  }

  /** The first believable measurement after a start says how late it was. */
  #learn() {
    const late_s = measured(this.#tracking);
    if (late_s === null || !this.#is_learning) return;
    this.#is_learning = false;
    if (Math.abs(late_s) < HABIT_S) this.options.onStartMeasured(late_s * 1000);
  }

  /** @param {number} now_ms */
  #correct(now_ms) {
    const line = this.options.line();
    if (!line || hasEnded(line, this.options.clock.now())) return;
    const tolerance_s = this.options.tolerance();
    const { buffered_s, has_audio } = this.options.player;
    const profile = profileOf(navigator, has_audio);
    const facts = { now_ms, tolerance_s, buffered_s, hidden: document.hidden, profile };
    const { tracking, decision } = decide(this.#tracking, facts);
    this.#tracking = tracking;
    this.#tell(tolerance_s);
    this.options.onDecision(decision, line);
  }

  /** @param {number} tolerance_s */
  #tell(tolerance_s) {
    const diff_s = measured(this.#tracking);
    if (diff_s === null) return;
    const { mode, wide } = this.#tracking;
    const level = mode === "catch_up" ? mode : levelOf(diff_s, tolerance_s);
    this.options.onSync({ level, drift_ms: Math.round(-diff_s * 1000), wide });
  }
}
