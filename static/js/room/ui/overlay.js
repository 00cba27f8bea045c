/** The click that wins the right to play with sound, and the cover while the picture is sought. */

import { find, write } from "../../lib/dom.js";

/** A cover for less than this would only flicker. */
const COVER_AFTER_MS = 300;

/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/** @param {State} state @returns {boolean} */
const needsClick = ({ joined, picture }) => !joined || picture === "blocked";

/** @param {State} state @returns {string} key of what the cover says, "" for no cover */
function coverText(state) {
  if (needsClick(state) || state.media === "failed" || !state.playback) return "";
  if (state.media === "loading") return "cover_loading";
  if (state.playback.playback_state === "buffering") return "cover_buffering";
  return state.picture === "syncing" ? "cover_syncing" : "";
}

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountOverlay(root, store, actions) {
  const overlay = find(root, "#join-overlay");
  const button = find(overlay, "[data-testid=join]");
  const cover = find(root, "#cover");
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let shown = "";

  /** @param {string} key */
  const showCover = (key) => {
    if (key === shown) return;
    shown = key;
    clearTimeout(timer);
    if (!key) cover.hidden = true;
    else timer = setTimeout(() => void (cover.hidden = false), COVER_AFTER_MS);
    if (key) write(find(cover, "p"), actions.config.texts[key]);
  };

  /** @param {State} state */
  const draw = (state) => {
    overlay.hidden = !needsClick(state);
    button.toggleAttribute("disabled", state.room === null);
    if (state.picture === "blocked") write(find(button, "span"), actions.config.texts.join_again);
    showCover(coverText(state));
  };

  const join = () => {
    actions.join();
    // The button is gone now; whoever uses the keyboard goes on from the next one.
    find(root, "[data-testid=play]").focus();
  };
  button.addEventListener("click", join);
  draw(store.getState());
  const off = store.subscribe(draw);
  return () => {
    off();
    clearTimeout(timer);
    button.removeEventListener("click", join);
  };
}
