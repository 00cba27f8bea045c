/** Play and pause, five seconds back and on, speed: what is the room's. */

import { find } from "../../lib/dom.js";
import { isPlaying, may, notReady, rateOf } from "../state/views.js";
import { fill } from "../../lib/format.js";

const STEP_S = 5;

/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {State} state
 * @param {Record<string, string>} texts
 * @returns {string} what pressing the button would do
 */
function playLabel(state, texts) {
  if (isPlaying(state)) return texts.pause;
  const waiting = state.you?.role === "host" ? notReady(state).length : 0;
  return waiting ? fill(texts.play_waiting, { count: waiting }) : texts.play;
}

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountControls(root, store, actions) {
  const play = find(root, "[data-testid=play]");
  const speed = /** @type {HTMLSelectElement} */ (find(root, "[data-testid=speed]"));
  const back = find(root, "[data-testid=back]");
  const forward = find(root, "[data-testid=forward]");
  const gone = new AbortController();
  const { signal } = gone;

  /** @param {State} state */
  const draw = (state) => {
    const label = playLabel(state, actions.config.texts);
    play.dataset.state = isPlaying(state) ? "playing" : "paused";
    play.setAttribute("aria-label", label);
    play.title = label;
    const forbidden = !state.joined || !may(state, "control");
    for (const part of [play, back, forward, speed]) part.toggleAttribute("disabled", forbidden);
    if (document.activeElement !== speed) speed.value = String(rateOf(state));
  };

  play.addEventListener("click", () => actions.toggle(), { signal });
  back.addEventListener("click", () => actions.skip(-STEP_S), { signal });
  forward.addEventListener("click", () => actions.skip(STEP_S), { signal });
  speed.addEventListener("change", () => actions.speed(Number(speed.value)), { signal });
  draw(store.getState());
  const off = store.subscribe(draw);
  return () => {
    off();
    gone.abort();
  };
}
