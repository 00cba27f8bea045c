/**
 * Getting the player onto a line: an exact still, a scheduled start, a jump ahead of a running
 * line. One approach at a time; a new one calls off the one under way.
 */

import { hasEnded, positionAt } from "../state/timeline.js";
import { scheduleAt } from "./schedule.js";

/** A start missed by this much is made up by the gentle pull, faster than by a jump. */
export const LATE_OK_MS = 150;

/** play() was called in time. */
const PUNCTUAL_MS = 10;

/** @typedef {import("../state/types.js").Playback} Playback */
/** @typedef {"still" | "syncing" | "running" | "blocked"} Picture */
/**
 * @typedef {object} ApproachOptions
 * @property {import("./player.js").HtmlPlayer} player
 * @property {import("./cloud-clock.js").CloudClock} clock
 * @property {import("./leads.js").LeadBook} leads
 * @property {() => Playback | null} line
 * @property {() => import("./leads.js").MediaKind} media
 * @property {(status: Picture) => void} onPicture
 * @property {(on_time: boolean) => void} onLanded just before the player starts; a start that was
 *   called in time tells how late this player's starts are
 */

/** Brings one player to where a line is. */
export class Approach {
  #under_way = new AbortController();
  /** Whether the player has been started and runs on its own. */
  is_running = false;

  /** @param {ApproachOptions} options */
  constructor(options) {
    this.options = options;
  }

  /** @returns {AbortSignal} aborted when a new approach begins */
  get signal() {
    return this.#under_way.signal;
  }

  /** @param {number} position_s a still picture, the same for all */
  stand(position_s) {
    this.#stop();
    this.options.player.seek(position_s);
    this.options.onPicture("still");
  }

  /**
   * Start at a position when the cloud clock reaches an instant; jump when that cannot be met.
   * @param {number} position_s
   * @param {number} at_ms
   */
  async begin(position_s, at_ms) {
    if (this.options.player.isBeyond(position_s)) {
      this.stand(position_s);
      return;
    }
    const signal = await this.#place(position_s);
    if (!signal) return;
    if (this.options.clock.now() > at_ms + LATE_OK_MS) void this.jump();
    else this.#playAt(at_ms, signal);
  }

  /**
   * Aim ahead of now, so that the picture is there when the line arrives.
   * @param {number} [ahead_ms] how far; given: it was missed once already
   */
  async jump(ahead_ms) {
    const { clock, leads, media, player } = this.options;
    const line = this.options.line();
    if (!line) return;
    const aim_ms = ahead_ms ?? leads.aim(media());
    const at_ms = clock.now() + aim_ms;
    const position_s = positionAt(line, at_ms);
    if (hasEnded(line, at_ms) || player.isBeyond(position_s)) {
      this.stand(position_s);
      return;
    }
    const signal = await this.#place(position_s);
    if (!signal) return;
    const missed = clock.now() > at_ms - leads.lead(media());
    if (missed && ahead_ms === undefined) void this.jump(2 * aim_ms);
    else this.#playAt(at_ms, signal);
  }

  /** @returns {AbortSignal} of the new approach; the player stands, at the room's own rate */
  #stop() {
    this.#under_way.abort();
    this.#under_way = new AbortController();
    this.is_running = false;
    this.options.player.pause();
    this.options.player.setRate(this.options.line()?.playback_rate ?? 1);
    return this.#under_way.signal;
  }

  /** @param {number} position_s @returns {Promise<AbortSignal | null>} null when called off */
  async #place(position_s) {
    const { player, leads, media, onPicture } = this.options;
    const signal = this.#stop();
    const began_ms = performance.now();
    const moved = player.seek(position_s);
    if (!player.is_ready) onPicture("syncing");
    await player.settle(signal);
    if (signal.aborted) return null;
    if (moved) leads.learnSeek(media(), performance.now() - began_ms);
    return signal;
  }

  /** @param {number} at_ms cloud instant @param {AbortSignal} signal */
  #playAt(at_ms, signal) {
    const { clock, leads, media } = this.options;
    const begin_ms = at_ms - leads.lead(media());
    const off = scheduleAt(clock.toLocal(begin_ms), () => {
      // A busy page comes late by itself; that says nothing about the player.
      void this.#play(clock.now() - begin_ms < PUNCTUAL_MS, signal);
    });
    signal.addEventListener("abort", off, { once: true });
  }

  /** @param {boolean} on_time @param {AbortSignal} signal */
  async #play(on_time, signal) {
    this.is_running = true;
    this.options.onLanded(on_time);
    this.options.onPicture("running");
    const may_play = await this.options.player.play();
    if (may_play || signal.aborted) return;
    this.is_running = false;
    this.options.onPicture("blocked");
  }
}
