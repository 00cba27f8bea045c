/**
 * Makes the player follow the line: takes each new state of the room, decides how to get there, and
 * carries out what the corrector asks for on the way.
 */

import { continues, hasEnded, instantOf, positionAt, startsAt } from "../state/timeline.js";
import { Approach, LATE_OK_MS } from "./approach.js";
import { Corrector } from "./corrector.js";
import { containerOf } from "./leads.js";
import { Lines } from "./lines.js";
import { scheduleAt } from "./schedule.js";
import { every } from "./timers.js";

const TICK_MS = 50;
const SEAM_S = 0.25;
/** Behind by this much after a stall or a reconnect: jump rather than run. */
const JUMP_S = 2;

/** @typedef {import("../state/types.js").Playback} Playback */
/** @typedef {import("../state/reconcile.js").Decision} Decision */
/**
 * @typedef {object} FollowerOptions
 * @property {import("./player.js").HtmlPlayer} player
 * @property {import("./cloud-clock.js").CloudClock} clock
 * @property {import("./leads.js").LeadBook} leads
 * @property {() => number} tolerance the room's, seconds
 * @property {(status: import("./approach.js").Picture) => void} onPicture
 * @property {(sync: import("./corrector.js").Sync) => void} onSync
 */

/** Keeps one player on one line. */
export class Follower {
  #is_held = true;
  #was_stalled = false;
  /** @type {(() => void) | null} null: nothing runs, and nothing looks twenty times a second */
  #rest = null;

  /** @param {FollowerOptions} options */
  constructor(options) {
    const { player, clock, leads, tolerance, onPicture, onSync } = options;
    const line = () => this.line;
    this.options = options;
    this.lines = new Lines(() => clock.now());
    this.approach = new Approach({
      player,
      clock,
      leads,
      onPicture,
      line,
      media: () => this.#media,
      onLanded: (on_time) => this.#landed(on_time),
    });
    this.corrector = new Corrector({
      player,
      clock,
      tolerance,
      onSync,
      line,
      onStartMeasured: (late_ms) => leads.learnStart(this.#media, late_ms),
      onDecision: (decision, now) => this.#obey(decision, now),
    });
  }

  /** @returns {Playback | null} the line that holds now */
  get line() {
    return this.lines.present;
  }

  /** @returns {number} ms within which nine of ten seeks of this media are done */
  get seek_ms() {
    return this.options.leads.seekTime(this.#media);
  }

  /** @param {Playback} playback the room's state; the same version again only completes it */
  follow(playback) {
    const known = this.lines.newest;
    if (known?.version === playback.version && known.server_time === playback.server_time) {
      this.lines.complete(playback);
      return;
    }
    const line = this.line;
    if (line?.media_url !== playback.media_url) this.#load(playback);
    const goes_on = line && this.approach.is_running && continues(line, playback, SEAM_S);
    if (goes_on) this.#goOn(line, playback);
    else this.#take(playback);
  }

  /** Let go: the person has clicked, the picture may move. */
  release() {
    this.#is_held = false;
    this.retake();
  }

  /** Stand where it is for good: the connection is over. */
  hold() {
    this.#is_held = true;
    this.approach.stand(this.options.player.position);
  }

  /** Begin anew on the same line: the clock was not what it seemed to be. */
  retake() {
    if (this.lines.newest) this.#take(this.lines.newest);
  }

  /** The media was loaded (anew): get to the line, unless an approach is under way already. */
  reloaded() {
    const is_going = this.line?.playback_state === "playing" && !this.#is_held;
    if (!is_going || this.approach.is_running) this.retake();
  }

  /**
   * Look anew after a time away, or when something else than the room moved the player: jump when
   * far off or paused, else land. Where the picture ought to stand it is never started.
   */
  recover() {
    const { player } = this.options;
    this.#promote();
    const is_far = Math.abs(this.corrector.diff_s ?? 0) >= JUMP_S;
    if (!this.approach.is_running) {
      if (!player.is_paused) this.retake();
    } else if (is_far || (player.is_paused && !player.has_ended)) void this.approach.jump();
    else this.#landed(false);
  }

  /** @returns {import("./leads.js").MediaKind} */
  get #media() {
    const kind = containerOf(this.line?.media_url ?? "");
    return { kind, has_audio: this.options.player.has_audio };
  }

  /** @param {Playback} playback */
  #load(playback) {
    this.approach.is_running = false;
    this.corrector.reset();
    this.options.player.load(playback.media_url);
  }

  /**
   * A seam: keep playing and change over when the next line begins.
   * @param {Playback} line
   * @param {Playback} next
   */
  #goOn(line, next) {
    this.lines.goOn(line, next);
    const { signal } = this.approach;
    const off = scheduleAt(this.options.clock.toLocal(startsAt(next)), () => {
      if (!signal.aborted && this.lines.changeOver(next.version)) this.#landed(false);
    });
    signal.addEventListener("abort", off, { once: true });
  }

  /** Change over to a line that holds already: a jump meanwhile calls the planned moment off. */
  #promote() {
    if (this.lines.promote() && this.approach.is_running) this.#landed(false);
  }

  /** @param {Playback} playback */
  #take(playback) {
    this.lines.take(playback);
    const now_ms = this.options.clock.now();
    if (playback.playback_state !== "playing" || this.#is_held || hasEnded(playback, now_ms)) {
      this.approach.stand(positionAt(playback, now_ms));
    } else if (now_ms < startsAt(playback) + LATE_OK_MS) {
      void this.approach.begin(playback.current_time, startsAt(playback));
    } else {
      void this.approach.jump();
    }
  }

  /** @param {boolean} is_learning whether this start tells how late the player's starts are */
  #landed(is_learning) {
    this.corrector.landed(is_learning);
    this.options.player.setRate(this.line?.playback_rate ?? 1);
    this.#rest ??= every(TICK_MS, () => this.#tick());
  }

  #tick() {
    this.#promote();
    if (!this.approach.is_running) {
      this.#rest?.();
      this.#rest = null;
      return;
    }
    if (this.options.player.is_paused) return;
    if (!this.options.player.is_ready) {
      this.#was_stalled = true;
      return;
    }
    if (this.#was_stalled) {
      this.#was_stalled = false;
      this.recover();
      this.corrector.resumed();
    }
    this.corrector.tick();
  }

  /** @param {Decision} decision @param {Playback} line */
  #obey(decision, line) {
    if (decision.kind === "rate") {
      this.options.player.setRate(line.playback_rate * decision.factor);
    } else if (decision.kind === "wait") {
      const { position } = this.options.player;
      void this.approach.begin(position, instantOf(line, position));
    } else if (decision.kind === "aim") {
      void this.approach.jump();
    }
  }
}
