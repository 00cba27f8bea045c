/** The network panel: the last ten measurements, their trend, what else is known, and what helps. */

import { drawList, find, write } from "../../lib/dom.js";
import { mountDialog } from "../../lib/dialog.js";
import { fill } from "../../lib/format.js";
import { adviceOf, jitterOf, lossOf } from "../state/health.js";
import { pointsOf, trendOf } from "../state/trend.js";
import { signalOf } from "../state/views.js";

const SVG = "http://www.w3.org/2000/svg";
const PAPER = Object.freeze({ width: 300, height: 80, span_ms: 60_000 });
const MEGABIT = 1_000_000;

/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../state/trend.js").Trend} Trend */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {SVGElement} paper
 * @param {Trend} trend
 */
export function drawTrend(paper, { pieces, top_ms }) {
  for (const mark of paper.querySelectorAll("[data-mark]")) {
    const y = PAPER.height * (1 - Number(mark.getAttribute("data-mark")) / top_ms);
    mark.setAttribute("y1", String(y));
    mark.setAttribute("y2", String(y));
  }
  const lines = pieces.map((piece) => {
    const line = document.createElementNS(SVG, "polyline");
    line.setAttribute("points", pointsOf(piece));
    return line;
  });
  find(paper, "g").replaceChildren(...lines);
}

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountNetwork(root, store, actions) {
  const dialog = /** @type {HTMLDialogElement} */ (find(root, "#network-dialog"));
  const paper = /** @type {SVGElement} */ (find(dialog, "#network-trend"));
  const now = find(dialog, "#network-now");
  const last = find(dialog, "#network-last");
  const advice = find(dialog, "#network-advice");
  const { texts } = actions.config;
  const gone = new AbortController();
  const { signal } = gone;
  /** @type {ReturnType<Actions["watchBandwidth"]> | null} */
  let bandwidth = null;

  /** @param {number | null} ms @returns {string} */
  const inMs = (ms) => (ms === null ? texts.unknown : fill(texts.ms, { ms: Math.round(ms) }));

  /** @param {string} name @param {string} text */
  const fact = (name, text) => write(find(dialog, `[data-fact=${name}]`), text);

  /** @param {State} state @returns {string} how this page stays with the room */
  const levelText = ({ sync }) => {
    const level = sync.wide ? texts.level_wide : texts[`level_${sync.level}`];
    return sync.drift_ms === null ? texts.unknown : `${level} · ${inMs(sync.drift_ms)}`;
  };

  /** @param {number | null} bits @returns {string} */
  const bandwidthText = (bits) =>
    bits === null ? texts.unknown : fill(texts.megabits, { rate: (bits / MEGABIT).toFixed(1) });

  /** @param {State} state */
  const draw = (state) => {
    const now_ms = performance.now();
    const { health, rtt_ms } = state;
    const link = signalOf(state);
    now.dataset.signal = link;
    write(find(now, "strong"), fill(texts[`signal_${link}`], { ms: Math.round(rtt_ms ?? 0) }));
    const trend = trendOf(health.pings, { ...PAPER, now_ms });
    drawTrend(paper, trend);
    write(find(dialog, "#network-top"), fill(texts.ms, { ms: trend.top_ms }));
    drawList(last, [...health.measurements].reverse(), {
      key: ({ at_ms }) => String(at_ms),
      make: () => document.createElement("li"),
      draw: (item, measured) =>
        write(item, measured.rtt_ms === null ? texts.no_answer : inMs(measured.rtt_ms)),
    });
    drawFacts(state, now_ms);
  };

  /** @param {State} state @param {number} now_ms */
  const drawFacts = (state, now_ms) => {
    const loss = lossOf(state.health, now_ms);
    const jitter_ms = jitterOf(state.health);
    const ahead_s = bandwidth?.ahead() ?? null;
    fact("level", levelText(state));
    fact("loss", loss === null ? texts.unknown : `${Math.round(loss * 100)} %`);
    fact("jitter", inMs(jitter_ms));
    fact("bandwidth", bandwidthText(bandwidth?.bitsPerSecond() ?? null));
    fact("ahead", ahead_s === null ? aheadText(state) : fill(texts.seconds, { s: Math.round(ahead_s) }));
    const facts = { signal: signalOf(state), loss, jitter_ms, ahead_s, wide: state.sync.wide };
    drawList(advice, adviceOf(facts), {
      key: (key) => key,
      make: () => document.createElement("li"),
      draw: (item, key) => write(item, texts[key]),
    });
  };

  /** @param {State} state @returns {string} */
  const aheadText = ({ media }) => (media === "ready" ? texts.all_loaded : texts.unknown);

  const open = () => {
    bandwidth ??= actions.watchBandwidth();
    draw(store.getState());
    dialog.showModal();
  };

  mountDialog(dialog, signal);
  find(root, "#signal").addEventListener("click", open, { signal });
  const off = store.subscribe((state, before) => {
    const same = state.health === before.health && state.link === before.link;
    if (dialog.open && !same) draw(state);
  });
  return () => {
    off();
    bandwidth?.end();
    gone.abort();
  };
}
