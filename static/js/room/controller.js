/**
 * Alone knows socket, store, clock, player and follower together. Frames come in here and become
 * state; what a person does comes in here and becomes a frame. Applying a state never makes one.
 */

import { Attention } from "./io/attention.js";
import { claims } from "./io/claim.js";
import { CloudClock } from "./io/cloud-clock.js";
import { Follower } from "./io/follower.js";
import { onGesture } from "./io/gestures.js";
import { newId } from "./io/ids.js";
import { LinkMeter } from "./io/link-meter.js";
import { LeadBook } from "./io/leads.js";
import { LiveKeeper } from "./io/live-keeper.js";
import { Missed } from "./io/missed.js";
import { Notifier } from "./io/notifier.js";
import { HtmlPlayer } from "./io/player.js";
import { Reporter } from "./io/reporter.js";
import { findBehind } from "./io/probe.js";
import { onReturn } from "./io/returns.js";
import { RoomSocket } from "./io/socket.js";
import { Tracker } from "./io/tracker.js";
import { ELSEWHERE } from "./state/backoff.js";
import { sourcesOf, troubleFrom } from "./state/links.js";
import { FRAME, PLAYBACK_CONFLICT } from "./state/protocol.js";
import { tell } from "./state/notices.js";

const DEFAULT_TOLERANCE_S = 0.05;
/** After these the player may stand where the person, not the room, put it. */
const REFUSALS = [2003, 2005, PLAYBACK_CONFLICT];
/** The server is another one, or the way to it: what was measured before does not count. */
const NEW_SERVER_CODES = [1006, 1012];

/** @typedef {import("./state/types.js").Frame} Frame */
/** @typedef {import("./state/notices.js").Told} Told */
/** @typedef {import("./state/reducer.js").State} State */
/** @typedef {import("./io/notifier.js").RoomStore} RoomStore */
/** @typedef {import("./state/types.js").Config} Config */

/** @typedef {{ config: Config, store: RoomStore, video: HTMLVideoElement, stage: HTMLElement }} Parts */

/** The room as this page lives it. */
export class Controller {
  /** @param {Parts} parts */
  constructor({ config, store, video, stage }) {
    this.config = config;
    this.store = store;
    this.stage = stage;
    this.notifier = new Notifier(store);
    this.leads = new LeadBook();
    /** What was last begun to stay with the room, and when (cloud ms). */
    this.last_sync = { ...store.getState().sync, at_ms: 0 };
    this.meter = new LinkMeter((health) => store.dispatch({ type: "health", health }));
    this.socket = this.#makeSocket();
    this.clock = this.#makeClock();
    this.player = this.#makePlayer(video);
    this.follower = this.#makeFollower();
    this.reporter = new Reporter(this);
    this.attention = new Attention(this);
    this.live = new LiveKeeper(this);
    this.missed = new Missed({ config, store, now: () => this.clock.now() });
    this.tracker = new Tracker({ config, store, video, now: () => this.clock.now() });
    this.claim = claims(config.session.id, newId(), () => this.#onClaimed());
  }

  /** Open the line and begin to follow what the room shows. */
  start() {
    this.store.subscribe((state, before) => {
      if (state.playback !== before.playback) this.#follow(state);
    });
    onReturn(() => this.#onReturn());
    this.socket.start();
  }

  /** The person clicked: sound may be played, the picture may move. */
  join() {
    this.player.unlock();
    this.store.dispatch({ type: "joined" });
    this.follower.release();
  }

  /** @param {Told} told to the person, at the top of the picture */
  notify = (told) => this.notifier.tell(told);

  /** @returns {RoomSocket} */
  #makeSocket() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const { websocket_path: path, opened_ms } = this.config;
    return new RoomSocket({
      url: `${scheme}//${location.host}${path}?opened=${opened_ms}`,
      now: () => this.clock.now(),
      onFrame: (frame, received_ms) => this.#onFrame(frame, received_ms),
      onStatus: (status, code) => this.#onLink(status, code),
      onRefused: (reason) => console.warn("xiaowo: frame refused:", reason),
    });
  }

  /** @returns {CloudClock} */
  #makeClock() {
    return new CloudClock({
      ping: (data) => {
        this.meter.asked(data.t0);
        this.socket.send(FRAME.PING, data);
      },
      seek: () => this.follower.seek_ms,
      calibrate: () =>
        void this.socket.send(FRAME.CALIBRATION, { client_time: Math.round(this.clock.now()) }),
      onReading: ({ rtt_ms }) => this.store.dispatch({ type: "rtt", rtt_ms }),
      onJump: () => this.follower.retake(),
      onSilence: () => this.socket.replace(),
    });
  }

  /** @param {HTMLVideoElement} video @returns {HtmlPlayer} */
  #makePlayer(video) {
    return new HtmlPlayer(video, {
      onGesture: (kind) => onGesture(this, kind),
      onStatus: (status, why) => this.#onMedia(status, why),
      sourcesOf: (url) => sourcesOf(url, this.config, location.href),
      onDuration: (duration) => {
        this.store.dispatch({ type: "duration", duration });
        if (Number.isFinite(duration)) this.reporter.duration(duration);
      },
      onOutside: (mending) => this.live.mend(mending),
    });
  }

  /** @returns {Follower} */
  #makeFollower() {
    return new Follower({
      player: this.player,
      clock: this.clock,
      leads: this.leads,
      tolerance: () => this.store.getState().room?.settings?.sync_tolerance ?? DEFAULT_TOLERANCE_S,
      onPicture: (status) => this.store.dispatch({ type: "picture", status }),
      onSync: (sync) => {
        const was_wide = this.store.getState().sync.wide;
        this.store.dispatch({ type: "sync", ...sync });
        if (sync.level !== this.last_sync.level) {
          this.last_sync = { ...sync, at_ms: Math.round(this.clock.now()) };
        }
        if (sync.wide && !was_wide) this.notify({ key: "level_wide", tone: "warning" });
        this.reporter.synced(sync.level);
      },
    });
  }

  /** @param {State} state pings first: a full line would spoil the clock's best samples */
  #follow({ playback }) {
    void this.clock.settled.then(() => {
      if (playback && playback === this.store.getState().playback) this.follower.follow(playback);
    });
  }

  /** @param {Frame} frame @param {number} received_ms */
  #onFrame(frame, received_ms) {
    if (frame.type === FRAME.PONG) {
      const stamps = /** @type {any} */ (frame.data);
      this.meter.answered(stamps, received_ms);
      this.clock.pong(stamps, received_ms);
      return;
    }
    const before = this.store.getState();
    const told = tell(before, frame);
    this.store.dispatch({ type: "frame", frame });
    if (told) this.notify(told);
    if (frame.type === FRAME.MEDIA) this.#onNewMedia(before.playback?.media_url, frame);
    // A place that cannot be decoded has been passed, perhaps.
    if (frame.type === FRAME.SEEK && before.media === "failed") this.player.loader.retry();
    if (frame.type === FRAME.ERROR && REFUSALS.includes(frame.data.code)) this.#recover();
  }

  /** Get back to what the room shows, after the state that came with the same frame. */
  #recover() {
    void this.clock.settled.then(() => this.follower.recover());
  }

  /**
   * The room has forgotten who is ready, and the same film is not loaded again.
   * @param {string | undefined} before
   * @param {Frame} frame
   */
  #onNewMedia(before, { data }) {
    this.attention.forget();
    if (data.media_url === before) this.reporter.repeat();
    else this.reporter.forget();
  }

  /** @param {import("./state/page.js").LinkStatus} status @param {number} code */
  #onLink(status, code) {
    if (status !== "open") this.attention.lost();
    this.store.dispatch({ type: "link", status, code });
    if (status === "open") this.#onOpen();
    else this.clock.stop();
    if (status === "over") this.follower.hold();
    if (NEW_SERVER_CODES.includes(code)) this.clock.forget();
  }

  #onOpen() {
    this.claim();
    this.clock.burst();
    this.attention.reconnected();
    this.reporter.repeat();
    if (this.store.getState().media === "failed") this.player.loader.retry();
    this.#recover();
  }

  /** Another page of this visitor is open. While this one is not, the server decides which stays. */
  #onClaimed() {
    if (this.store.getState().link.status === "open") this.socket.end(ELSEWHERE);
  }

  /**
   * @param {"loading" | "ready" | "failed"} status
   * @param {import("./state/links.js").Reason} [why] the last try failed
   */
  #onMedia(status, why) {
    this.store.dispatch({ type: "media", status });
    if (status === "failed") void this.#explain(why ?? "unplayable");
    this.reporter.ready(status === "ready");
    if (status === "ready") this.follower.reloaded();
  }

  /** Find out why the film cannot be played, and say so as long as that is still the question. */
  async #explain(/** @type {import("./state/links.js").Reason} */ why) {
    const url = this.store.getState().playback?.media_url ?? "";
    const trouble = troubleFrom(why, await findBehind(url, this.config));
    const { media, playback } = this.store.getState();
    if (media === "failed" && playback?.media_url === url) {
      this.store.dispatch({ type: "trouble", trouble });
    }
  }

  #onReturn() {
    this.socket.nudge();
    if (this.store.getState().link.status === "open") this.clock.burst();
    this.follower.recover();
  }
}
