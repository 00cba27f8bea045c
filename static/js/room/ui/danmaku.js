/**
 * Lines over the picture: those of its place in the film, and those that are said just now. They
 * stand while the film stands, never lie over one another, the buttons or the lowest fifth, and
 * cost nothing at rest: the film's own progress is the only clock.
 */

import { find } from "../../lib/dom.js";
import { CROSSING_S, dueIn, isJump, passing, SHARE } from "../state/danmaku.js";
import { freeLane } from "../state/lanes.js";

/** Height of a lane, in the letters' own size. */
const LANE_EM = 1.6;
/** A line that has found no lane in this time is past. */
const WAITS_S = 4;
/** Of a flood the newest: more would never find a lane in time. */
const WAITING_KEPT = 40;
/** After a jump what stands just before the new place is shown, too. */
const BEFORE_S = 0.3;

/** @typedef {import("../state/types.js").Message} Message */
/** @typedef {import("../state/lanes.js").Flight} Flight */
/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/** A clock that runs while the film does; seconds. */
class Watch {
  #ran_ms = 0;
  /** @type {number | null} */
  #since_ms = null;

  get runs() {
    return this.#since_ms !== null;
  }

  now() {
    const running_ms = this.#since_ms === null ? 0 : performance.now() - this.#since_ms;
    return (this.#ran_ms + running_ms) / 1000;
  }

  /** @param {boolean} runs */
  set(runs) {
    this.#ran_ms = this.now() * 1000;
    this.#since_ms = runs ? performance.now() : null;
  }
}

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountDanmaku(root, store, actions) {
  const layer = find(root, "#danmaku");
  const video = /** @type {HTMLVideoElement} */ (find(root, "video#video"));
  const { taste, stretches } = actions;
  const watch = new Watch();
  const gone = new AbortController();
  const { signal } = gone;
  /** @type {(Flight | undefined)[]} */
  let lanes = [];
  /** @type {{ message: Message, since_s: number }[]} */
  let waiting = [];
  /** @type {Set<string>} what has been shown since the last jump */
  let shown = new Set();
  let last = -Infinity;

  /** @returns {boolean} */
  const isWanted = () =>
    taste.value.is_on && store.getState().room?.settings?.danmaku !== false;

  const clear = () => {
    layer.replaceChildren();
    lanes = [];
    waiting = [];
    shown = new Set();
  };

  /** @returns {number} */
  const countLanes = () => {
    const lane_px = parseFloat(getComputedStyle(layer).fontSize) * LANE_EM;
    return Math.max(1, Math.floor((layer.clientHeight * SHARE[taste.value.density]) / lane_px));
  };

  /** @param {readonly Message[]} messages */
  const queue = (messages) => {
    const wanted = messages.filter(
      ({ message_id, session_id }) =>
        !shown.has(message_id) && !taste.value.hidden.includes(session_id),
    );
    for (const message of wanted) {
      shown.add(message.message_id);
      waiting.push({ message, since_s: watch.now() });
    }
    waiting = waiting.slice(-WAITING_KEPT);
  };

  /**
   * Whether there is a lane does not depend on how long the line is: one that waits costs no layout.
   * @param {Message} message
   * @param {{ span: number, count: number }} sky its width in px, and its lanes
   * @returns {boolean} it has found a lane
   */
  const launch = ({ message_id, session_id, text }, { span, count }) => {
    const flight = { starts_s: watch.now(), width: 0, span, speed: span / CROSSING_S[taste.value.speed] };
    const lane = span > 0 ? freeLane(Array.from({ length: count }, (_, i) => lanes[i]), flight) : -1;
    if (lane < 0) return false;
    const item = document.createElement("p");
    item.textContent = passing(text);
    item.dir = "auto";
    item.dataset.id = message_id;
    item.dataset.session = session_id;
    item.dataset.mine = String(session_id === store.getState().you?.session_id);
    layer.append(item);
    const width = item.offsetWidth;
    lanes[lane] = { ...flight, width };
    item.style.setProperty("--lane", String(lane));
    const way = [{ transform: `translateX(${span}px)` }, { transform: `translateX(${-width}px)` }];
    item.animate(way, { duration: ((span + width) / flight.speed) * 1000 }).onfinish = () => item.remove();
    return true;
  };

  const launchAll = () => {
    if (!watch.runs || waiting.length === 0) return;
    const sky = { span: layer.clientWidth, count: countLanes() };
    waiting = waiting.filter(
      ({ message, since_s }) => !launch(message, sky) && watch.now() - since_s < WAITS_S,
    );
  };

  /** The film has come to another place. */
  const follow = () => {
    const { playback, danmaku } = store.getState();
    if (!isWanted() || !playback) return;
    const to = video.currentTime;
    // Nobody sees them, and they shall not come all at once on return.
    if (document.hidden) return void (last = to);
    stretches.need(to);
    if (isJump(last, to)) {
      clear();
      last = to - BEFORE_S;
    }
    queue(dueIn(danmaku, { media_url: playback.media_url, from: last, to }));
    last = to;
    launchAll();
  };

  /** @param {boolean} runs */
  const run = (runs) => {
    if (runs === watch.runs) return;
    watch.set(runs);
    for (const flight of layer.getAnimations({ subtree: true })) {
      if (runs) flight.play();
      else flight.pause();
    }
    launchAll();
  };

  /** @param {(item: HTMLElement) => boolean} isGone */
  const drop = (isGone) => {
    for (const item of /** @type {HTMLElement[]} */ ([...layer.children])) if (isGone(item)) item.remove();
  };

  const reconsider = () => {
    if (!isWanted()) clear();
    else drop(({ dataset }) => taste.value.hidden.includes(dataset.session ?? ""));
  };

  /** @param {State} state @param {State} before */
  const listen = (state, before) => {
    const { flying, danmaku, playback, link, room } = state;
    if (link !== before.link && link.status === "open") stretches.forget();
    if (playback?.media_url !== before.playback?.media_url) {
      stretches.forget();
      clear();
    }
    if (room !== before.room) reconsider();
    if (danmaku !== before.danmaku && danmaku.length < before.danmaku.length) {
      const ids = new Set(danmaku.map(({ message_id }) => message_id));
      drop(({ dataset }) => !ids.has(dataset.id ?? ""));
      waiting = waiting.filter(({ message }) => ids.has(message.message_id));
    }
    if (flying && flying !== before.flying && isWanted() && flying.danmaku?.media_url === playback?.media_url) {
      queue([flying]);
      launchAll();
    }
  };

  const sizes = new ResizeObserver(() => {
    layer.replaceChildren();
    lanes = [];
  });
  sizes.observe(layer);
  for (const name of ["timeupdate", "seeked"]) video.addEventListener(name, follow, { signal });
  video.addEventListener("playing", () => run(true), { signal });
  for (const name of ["pause", "waiting", "emptied"]) video.addEventListener(name, () => run(false), { signal });
  taste.addEventListener("change", reconsider, { signal });
  const off = store.subscribe(listen);
  return () => {
    off();
    sizes.disconnect();
    gone.abort();
    clear();
  };
}
