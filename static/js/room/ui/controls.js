/** Play and pause, five seconds back and on, speed: what is the room's. */

import { find } from "../../lib/dom.js";
import { isMoving, may, notReady, rateOf } from "../state/views.js";
import { fill } from "../../lib/format.js";
import { everyWhile } from "../../lib/pace.js";

const STEP_S = 5;
const LOOK_EVERY_MS = 250;

/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {State} state
 * @param {boolean} pauses
 * @param {Record<string, string>} texts
 * @returns {string} what pressing the button would do
 */
function playLabel(state, pauses, texts) {
  if (pauses) return texts.pause;
  const waiting = state.you?.role === "host" ? notReady(state).length : 0;
  return waiting ? fill(texts.play_waiting, { count: waiting }) : texts.play;
}

/**
 * A room's rate may be one that the list lacks; it is put in its place there.
 * @param {HTMLSelectElement} list
 * @param {number} rate
 */
function showRate(list, rate) {
  if (list.value === String(rate)) return;
  const options = [...list.options];
  if (!options.some(({ value }) => value === String(rate))) {
    const next = options.find(({ value }) => Number(value) > rate) ?? null;
    list.add(new Option(`${rate}×`, String(rate)), next);
  }
  list.value = String(rate);
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

  let pauses = false;

  /** @param {State} state */
  const draw = (state) => {
    pauses = actions.showsPause();
    const label = playLabel(state, pauses, actions.config.texts);
    play.dataset.state = pauses ? "playing" : "paused";
    play.setAttribute("aria-label", label);
    play.title = label;
    const forbidden = !state.joined || !may(state, "control");
    for (const part of [play, back, forward, speed]) part.toggleAttribute("disabled", forbidden);
    showRate(speed, rateOf(state));
  };

  play.addEventListener("click", () => actions.toggle(), { signal });
  back.addEventListener("click", () => actions.skip(-STEP_S), { signal });
  forward.addEventListener("click", () => actions.skip(STEP_S), { signal });
  speed.addEventListener("change", () => actions.speed(Number(speed.value)), { signal });
  draw(store.getState());
  const off = store.subscribe(draw);
  // The film runs into its end without a word from anybody.
  const rest = everyWhile(store, isMoving, LOOK_EVERY_MS, () => {
    if (pauses !== actions.showsPause()) draw(store.getState());
  });
  return () => {
    off();
    rest();
    gone.abort();
  };
}
