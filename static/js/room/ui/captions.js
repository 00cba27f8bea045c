/** Subtitles: the lines over the picture, and the menu to choose, hide and shift them. */

import { find, write } from "../../lib/dom.js";
import { fill } from "../../lib/format.js";
import { mountMenu } from "../../lib/menu.js";

const STEP_S = 0.5;

/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/** @param {VTTCue} cue @returns {HTMLElement} */
function lineOf(cue) {
  const line = document.createElement("p");
  line.dir = "auto";
  line.append(cue.getCueAsHTML());
  return line;
}

/** @param {number} seconds @returns {string} with its sign, which has the width of a plus */
function signed(seconds) {
  const sign = seconds < 0 ? "\u2212" : "+";
  return `${seconds === 0 ? "" : sign}${Math.abs(seconds).toFixed(1)}`;
}

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountCaptions(root, store, { captions, config, notify }) {
  const { texts } = config;
  const layer = find(root, "#captions");
  const button = find(root, "[data-testid=captions]");
  const toggle = find(root, "[data-testid=captions-toggle]");
  const file = /** @type {HTMLInputElement} */ (find(root, "#captions-file"));
  const row = find(root, "#captions-offset");
  const status = find(root, "#captions-status");
  const gone = new AbortController();
  const { signal } = gone;

  const draw = () => {
    layer.replaceChildren(...captions.active.map(lineOf));
    button.dataset.state = captions.is_on ? "on" : "off";
    toggle.setAttribute("aria-pressed", String(captions.is_on));
    toggle.toggleAttribute("disabled", !captions.is_loaded);
    write(find(toggle, "#captions-name"), captions.name || texts.captions_empty);
    row.hidden = !captions.is_loaded;
    write(find(row, "output"), fill(texts.captions_offset, { seconds: signed(captions.offset_s) }));
  };

  const choose = async () => {
    const chosen = file.files?.[0];
    file.value = "";
    if (!chosen) return;
    const refusal = await captions.load(chosen);
    write(status, refusal ? texts[`captions_${refusal}`] : "");
    if (!refusal) notify({ key: "notice_captions", values: { file: chosen.name }, tone: "info" });
  };

  /** @param {string} id @param {number} by seconds */
  const shift = (id, by) =>
    find(row, `[data-testid=${id}]`).addEventListener(
      "click",
      () => captions.shift(captions.offset_s + by),
      { signal },
    );

  mountMenu(button, signal, () => write(status, ""));
  captions.addEventListener("change", draw, { signal });
  toggle.addEventListener("click", () => captions.toggle(), { signal });
  file.addEventListener("change", () => void choose(), { signal });
  shift("captions-earlier", -STEP_S);
  shift("captions-later", STEP_S);
  draw();
  const off = store.subscribe(({ playback }, before) => {
    const was = before.playback?.media_url;
    if (was && playback?.media_url !== was) captions.clear();
  });
  return () => {
    off();
    gone.abort();
  };
}
