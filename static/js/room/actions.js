/**
 * What a person can do in the room, as the parts of the page call it. Commands are absolute, and
 * the buttons show them at once; the picture waits for the room, like everybody's.
 */

import { createHosting } from "./hosting.js";
import { request } from "./io/api.js";
import { Captions } from "./io/captions.js";
import { newId } from "./io/ids.js";
import { precheck } from "./io/precheck.js";
import { Quality } from "./io/quality.js";
import { Screen } from "./io/screen.js";
import { keep, recall } from "./io/storage.js";
import { Trailing } from "./io/trailing.js";
import { nameOf } from "./state/links.js";
import { FRAME } from "./state/protocol.js";
import { durationOf, isOver, isPlaying, may, noControlKey, notReady, shownPosition, showsPause } from "./state/views.js";
import { createTalking } from "./talking.js";

const INTENT_MS = 4000;
/** A held key asks for one seek in this time. */
const SKIP_EVERY_MS = 250;
/** Stands for the frame that will ask for where a skip has come to. */
const NOT_SENT = "not sent yet";

/** @typedef {import("./controller.js").Controller} Controller */
/** @typedef {import("./io/precheck.js").Verdict} Verdict */
/** @typedef {Omit<import("./state/page.js").Intent, "id">} Wish */
/** @typedef {ReturnType<typeof createActions>} Actions */

/**
 * @param {Controller} controller
 */
export function createActions(controller) {
  const { store, socket, clock, player, config } = controller;
  const state = () => store.getState();
  /** @type {Promise<unknown>} */
  let changing = Promise.resolve();

  /** @param {string} type @param {object} data @param {Wish} wish */
  const command = (type, data, wish) => {
    if (!may(state(), "control")) {
      controller.notify({ key: noControlKey(state()), tone: "warning" });
      return;
    }
    const id = socket.send(type, data);
    store.dispatch({ type: "intent", intent: { ...state().intent, ...wish, id } });
    forgetLater(id);
  };

  /** An answer can be waited for only while there is a line. @param {string} id */
  const forgetLater = (id) =>
    setTimeout(() => {
      if (state().link.status === "open") store.dispatch({ type: "intent_over", id });
      else if (state().intent?.id === id) forgetLater(id);
    }, INTENT_MS);

  /** @param {number} current_time @returns {number} */
  const within = (current_time) =>
    player.live.within(Math.min(Math.max(0, current_time), durationOf(state()) || Infinity));

  const skips = new Trailing(SKIP_EVERY_MS, (/** @type {number} */ current_time) =>
    command(FRAME.SEEK, { current_time }, { current_time }),
  );

  /** @param {number} to */
  const seek = (to) => {
    skips.drop();
    const current_time = within(to);
    command(FRAME.SEEK, { current_time }, { current_time });
  };

  /** Many in a row add up: the bar shows at once where they lead. @param {number} by seconds */
  const skip = (by) => {
    const current_time = within((skips.waiting ?? shownPosition(state(), clock.now())) + by);
    skips.put(current_time);
    if (skips.waiting === null || !may(state(), "control")) return;
    store.dispatch({ type: "intent", intent: { ...state().intent, id: NOT_SENT, current_time } });
  };

  /** A film that is over begins anew; what has left a broadcast's window cannot be played. */
  const beginAnew = () => {
    const now_s = shownPosition(state(), clock.now());
    const mending = player.live.mending(now_s);
    if (isOver(state(), clock.now())) seek(0);
    if (mending) seek(mending.to_s);
    if (mending?.is_past) controller.notify({ key: "live_past", tone: "info" });
  };

  const playNow = () => {
    store.dispatch({ type: "dialog", dialog: null });
    beginAnew();
    command(FRAME.PLAYBACK, { action: "play" }, { playback_state: "playing" });
  };

  /** The host is asked first when somebody is still loading. */
  const play = () => {
    const asks = state().you?.role === "host" && notReady(state()).length > 0;
    if (asks) store.dispatch({ type: "dialog", dialog: "ready" });
    else playNow();
  };

  const pause = () => {
    const current_time = player.position;
    command(FRAME.PLAYBACK, { action: "pause", current_time }, { playback_state: "paused" });
  };

  /** @param {{ nickname?: string, avatar?: string }} me */
  const sendMe = (me) => {
    // One after the other: the later one is to win, whatever the way of each takes.
    const change = changing.then(() =>
      request(config, "PUT", `/sessions/${config.session.id}`, me),
    );
    changing = change;
    return change;
  };

  /** @param {{ nickname?: string, avatar?: string }} me @returns {Promise<boolean>} whether it was taken */
  const changeMe = async (me) => {
    const answer = await sendMe(me);
    if (!answer.ok) controller.notify({ text: answer.message, tone: "warning" });
    return answer.ok;
  };

  return {
    ...createHosting({ config, socket, player }),
    ...createTalking(controller),
    config,
    /** What this browser keeps for the viewer alone. */
    memory: { keep, recall },
    screen: new Screen(player.video, controller.stage),
    captions: new Captions(player.video),
    quality: new Quality(player.video),
    /** @returns {number} where the bar stands, seconds */
    position: () => shownPosition(state(), clock.now()),
    join: () => controller.join(),
    play,
    playNow,
    pause,
    toggle: () => (showsPause(state(), clock.now()) ? pause() : play()),
    /** @returns {boolean} what the toggle would do now is to pause */
    showsPause: () => showsPause(state(), clock.now()),
    seek,
    skip,
    /** Take the room to the newest part of the broadcast, and play. */
    goLive: () => {
      const newest_s = player.live.newest_s;
      if (newest_s === null) return;
      seek(newest_s);
      if (!isPlaying(state())) playNow();
    },
    /** @returns {boolean} there is something newer worth going to */
    isLate: () => player.live.is_late,
    /** @returns {number} seconds to the broadcast's newest part */
    behind: () => player.live.behind_s,
    /** @param {number} playback_rate */
    speed: (playback_rate) => command(FRAME.SPEED_CHANGE, { playback_rate }, { playback_rate }),
    /**
     * Change the film for everybody, if the link can be played here.
     * @param {{ url: string, title?: string }} film
     * @param {AbortSignal} signal calls it off
     * @returns {Promise<Verdict>}
     */
    changeMedia: async ({ url, title }, signal) => {
      const verdict = await precheck(url, config, signal);
      if (!verdict.ok) return verdict;
      // A film of this server keeps its bare path: others may know the server by another name.
      const media_url = url.startsWith("/") ? verdict.url : new URL(verdict.url).href;
      const duration = verdict.duration ?? undefined;
      socket.send(FRAME.MEDIA, { media_url, title: title || nameOf(url), duration });
      return verdict;
    },
    /** Call the film that is on something else; it plays on. @param {string} title "": as its file */
    renameFilm: (title) => void socket.send(FRAME.TITLE, { title }),
    retryMedia: () => player.loader.retry(),
    reconnect: () => socket.nudge(),
    /** @param {"ready" | "media" | "demos" | null} dialog */
    dialog: (dialog) => store.dispatch({ type: "dialog", dialog }),
    /** @param {number} id */
    dismiss: (id) => store.dispatch({ type: "notice_over", id }),
    notify: controller.notify,
    changeMe,
    /**
     * The same for who looks at a dialog, where no notice is seen.
     * @param {{ nickname: string, avatar: string }} me
     * @returns {Promise<string>} what is wrong with it, or nothing
     */
    rename: async (me) => {
      const answer = await sendMe(me);
      if (answer.ok) controller.notify({ key: "notice_renamed", tone: "info" });
      return answer.ok ? "" : answer.message;
    },
    /** @returns {string} an avatar that nobody has, drawn by the server */
    newAvatar: () => `/avatars/${newId()}.svg`,
  };
}
