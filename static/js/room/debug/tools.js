/** The panel's tools: export, sending commands by hand, a bad line, all for this page only. */

import { find, write } from "../../lib/dom.js";
import { BadLine } from "./bad-line.js";
import { snapshotOf } from "./look.js";

/** What can be sent by hand, with data to begin from. @type {Record<string, object>} */
const COMMANDS = {
  playback: { action: "pause" },
  seek: { current_time: 0 },
  speed_change: { playback_rate: 1 },
  sync: { current_time: 0, level: "perfect" },
  ready: { is_ready: true },
  buffer_start: {},
  buffer_end: {},
  away: { reason: "hidden" },
  back: {},
  chat: { text: "?" },
};

/** @typedef {import("../controller.js").Controller} Controller */

/** @param {string} text @returns {unknown} undefined when it is no JSON */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {object} facts @param {string} name */
function download(facts, name) {
  const link = document.createElement("a");
  const blob = new Blob([JSON.stringify(facts, null, 2)], { type: "application/json" });
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/**
 * @param {Element} panel
 * @param {Controller} controller
 * @param {import("./pulse.js").Pulse} pulse
 * @returns {() => void} makes the line good again
 */
export function mountTools(panel, controller, pulse) {
  const { socket, config } = controller;
  const { texts } = config;
  const line = new BadLine();
  mountReplay(panel, controller);

  find(panel, "[data-tool=snapshot]").addEventListener("click", () => {
    const time = new Date().toISOString().replace(/[:.]/g, "-");
    download(snapshotOf(controller, pulse.read()), `xiaowo-${config.room_id}-${time}.json`);
  });

  const delay = /** @type {HTMLInputElement} */ (find(panel, "[name=delay]"));
  const loss = /** @type {HTMLInputElement} */ (find(panel, "[name=loss]"));
  const shape = () => {
    line.delay_ms = delay.valueAsNumber;
    line.loss = loss.valueAsNumber / 100;
    write(find(panel, "[data-shown=delay]"), `${delay.value} ms`);
    write(find(panel, "[data-shown=loss]"), `${loss.value} %`);
    socket.shape(line.delay_ms || line.loss ? line.shape : null);
  };
  for (const input of [delay, loss]) input.addEventListener("input", shape);

  const cut = find(panel, "[data-tool=cut]");
  const drawCut = () => {
    cut.setAttribute("aria-pressed", String(socket.is_cut));
    write(cut, socket.is_cut ? texts.debug_reconnect : texts.debug_cut);
  };
  cut.addEventListener("click", () => {
    socket.cut(!socket.is_cut);
    drawCut();
  });
  shape();
  drawCut();
  return () => {
    socket.shape(null);
    socket.cut(false);
  };
}

/** @param {Element} panel @param {Controller} controller */
function mountReplay(panel, { socket, config }) {
  const form = find(panel, "[data-tool=replay]");
  const type = /** @type {HTMLSelectElement} */ (find(form, "select"));
  const data = /** @type {HTMLTextAreaElement} */ (find(form, "textarea"));
  const status = find(form, "[role=status]");

  /** @param {string} name @param {unknown} value */
  const put = (name, value) => {
    if (!Object.hasOwn(COMMANDS, name)) type.add(new Option(name, name));
    type.value = name;
    data.value = JSON.stringify(value);
    write(status, "");
  };

  type.replaceChildren(...Object.keys(COMMANDS).map((name) => new Option(name, name)));
  put("playback", COMMANDS.playback);
  type.addEventListener("change", () => put(type.value, COMMANDS[type.value] ?? {}));
  find(form, "[data-tool=again]").addEventListener("click", () => {
    const last = socket.traffic.last_sent;
    if (last) put(last.type, last.data);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const value = parsed(data.value);
    const fits = typeof value === "object" && value !== null && !Array.isArray(value);
    if (fits) socket.send(type.value, value);
    write(status, fits ? config.texts.debug_sent : config.texts.debug_no_json);
  });
}
