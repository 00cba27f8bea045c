/**
 * The debug panel (S1 §4.1.5.6): what the page knows of line, sync, room and messages, and tools to
 * try it out. It lies in the room itself, so that it is seen in full screen as well, and goes by
 * itself when nobody has used it for half an hour. With it goes whatever it has made worse.
 */

import { find, stamp, write } from "../../lib/dom.js";
import { mountTablist } from "../../lib/tabs.js";
import { pointsOf, trendOf } from "../state/trend.js";
import { lookAt } from "./look.js";
import { Pulse } from "./pulse.js";
import { mountTools } from "./tools.js";

const REFRESH_MS = 500;
const UNUSED_MS = 30 * 60_000;
const PAPER = Object.freeze({ width: 300, height: 60, span_ms: 30_000 });
const SVG = "http://www.w3.org/2000/svg";
const USES = ["pointerdown", "keydown", "input"];

/** @typedef {import("../controller.js").Controller} Controller */

/** @param {unknown} value @returns {string} */
function shown(value) {
  if (value === null || value === undefined) return "–";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/**
 * @param {Element} list a <dl>
 * @param {Record<string, unknown>} facts
 */
function drawFacts(list, facts) {
  const names = Object.keys(facts);
  if (list.children.length !== names.length) list.replaceChildren(...names.map(rowOf));
  names.forEach((name, index) => write(find(list.children[index], "dd"), shown(facts[name])));
}

/** @param {string} name @returns {HTMLElement} */
function rowOf(name) {
  const row = document.createElement("div");
  const [term, fact] = [document.createElement("dt"), document.createElement("dd")];
  term.textContent = name;
  row.append(term, fact);
  return row;
}

/** @param {Element} panel @param {readonly import("../state/health.js").Ping[]} pings */
function drawTrend(panel, pings) {
  const { pieces, top_ms } = trendOf(pings, { ...PAPER, now_ms: performance.now() });
  const lines = pieces.map((piece) => {
    const line = document.createElementNS(SVG, "polyline");
    line.setAttribute("points", pointsOf(piece));
    return line;
  });
  find(panel, "[data-part=trend]").replaceChildren(...lines);
  write(find(panel, "[data-part=top]"), `${top_ms} ms`);
}

/**
 * @param {Controller} controller
 * @param {() => void} onClosed
 * @returns {{ close: () => void }}
 */
export function openPanel(controller, onClosed) {
  const panel = stamp("debug-template");
  const came_from = document.activeElement;
  const gone = new AbortController();
  const { signal } = gone;
  let used_ms = performance.now();

  const draw = () => {
    if (performance.now() - used_ms > UNUSED_MS) {
      close();
      return;
    }
    const { messages, ...looks } = lookAt(controller);
    for (const [name, facts] of Object.entries({ ...looks, performance: pulse.read() })) {
      drawFacts(find(panel, `[data-facts=${name}]`), facts);
    }
    drawTrend(panel, controller.meter.health.pings);
    write(find(panel, "[data-part=received]"), JSON.stringify(messages.last_received, null, 1) ?? "");
    write(find(panel, "[data-part=sent]"), JSON.stringify(messages.last_sent, null, 1) ?? "");
    write(find(panel, "[data-part=handled]"), `${shown(messages.handled_ms)} ms`);
  };

  const close = () => {
    clearInterval(timer);
    mend();
    pulse.stop();
    gone.abort();
    panel.remove();
    if (came_from instanceof HTMLElement) came_from.focus();
    onClosed();
  };

  controller.stage.append(panel);
  const pulse = new Pulse(controller.player.video);
  const mend = mountTools(panel, controller, pulse);
  mountTablist(panel, signal);
  find(panel, "[data-action=close]").addEventListener("click", close, { signal });
  for (const use of USES) panel.addEventListener(use, () => void (used_ms = performance.now()), { signal });
  panel.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape") close();
      // The page's own keys are not meant while somebody works here.
      if (!event.ctrlKey) event.stopPropagation();
    },
    { signal },
  );
  const timer = setInterval(draw, REFRESH_MS);
  draw();
  find(panel, "[role=tab]").focus();
  return { close };
}
