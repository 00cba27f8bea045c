/** Eight quick reactions: a press, and they rise over everybody's picture. */

import { buttonOf, find } from "../../lib/dom.js";
import { REACTIONS } from "../state/emoji.js";
import { isSilent } from "../state/views.js";

/** The server takes five a second. */
const GAP_MS = 210;
/** More at a time are only a cloud. */
const MOST = 24;
const FLIGHT_MS = 2600;
/** Where they start, so that many at a time stand beside one another; share of the width. */
const PLACES = [0.5, 0.2, 0.8, 0.35, 0.65, 0.05, 0.95];

/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

const RISE = [
  { transform: "translateY(0) scale(0.6)", opacity: 0 },
  { transform: "translateY(-1.5rem) scale(1.15)", opacity: 1, offset: 0.12 },
  { transform: "translateY(-5rem) scale(1)", opacity: 1, offset: 0.6 },
  { transform: "translateY(-9rem) scale(1)", opacity: 0 },
];
/** For who wants less motion: it is there, and is gone. */
const STAND = [{ opacity: 0 }, { opacity: 1, offset: 0.12 }, { opacity: 1, offset: 0.8 }, { opacity: 0 }];

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountReactions(root, store, actions) {
  const bar = find(root, "#react");
  const layer = find(root, "#reactions");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const gone = new AbortController();
  let pressed_ms = -Infinity;
  let count = 0;

  /** @param {string} emoji */
  const fly = (emoji) => {
    if (!REACTIONS.includes(emoji) || document.hidden || layer.childElementCount >= MOST) return;
    const item = document.createElement("span");
    item.textContent = emoji;
    item.style.setProperty("--place", String(PLACES[count++ % PLACES.length]));
    layer.append(item);
    const flight = item.animate(still.matches ? STAND : RISE, { duration: FLIGHT_MS, easing: "ease-out" });
    flight.onfinish = () => item.remove();
  };

  /** @param {Event} event */
  const press = ({ target, timeStamp }) => {
    if (!(target instanceof HTMLButtonElement) || timeStamp - pressed_ms < GAP_MS) return;
    pressed_ms = timeStamp;
    actions.react(target.textContent ?? "");
  };

  /** @param {State} state */
  const draw = (state) => {
    const is_muted = isSilent(state);
    for (const button of bar.querySelectorAll("button")) button.disabled = is_muted;
  };

  bar.append(...REACTIONS.map(buttonOf));
  bar.addEventListener("click", press, { signal: gone.signal });
  draw(store.getState());
  const off = store.subscribe((state, before) => {
    if (isSilent(state) !== isSilent(before)) draw(state);
    if (state.reaction && state.reaction !== before.reaction) fly(state.reaction.emoji);
  });
  return () => {
    off();
    gone.abort();
    layer.replaceChildren();
  };
}
