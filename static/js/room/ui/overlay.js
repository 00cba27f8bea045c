/** The click that wins the right to play with sound, and the cover while the picture is sought. */

import { find, write } from "../../lib/dom.js";
import { fill } from "../../lib/format.js";
import { goOn } from "../../lib/going-on.js";
import { isWaiting, may, waitedFor, waitingKey } from "../state/views.js";

/** A cover for less than this would only flicker. */
const COVER_AFTER_MS = 300;

/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/** @param {State} state @returns {boolean} */
const needsClick = ({ joined, picture }) => !joined || picture === "blocked";

/** @param {State} state @returns {string} key of what the cover says, "" for no cover */
function coverKey(state) {
  if (needsClick(state) || state.media === "failed" || !state.playback) return "";
  if (state.media === "loading") return "cover_loading";
  if (isWaiting(state)) return waitingKey(state);
  return state.picture === "syncing" ? "cover_syncing" : "";
}

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountOverlay(root, store, actions) {
  const { texts } = actions.config;
  const overlay = find(root, "#join-overlay");
  const button = find(overlay, "[data-testid=join]");
  const hint = find(overlay, "#join-hint");
  const cover = find(root, "#cover");
  const unwaited = find(cover, "[data-testid=go-on]");
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let is_covered = false;

  /** @param {State} state @param {string} key */
  const fillCover = (state, key) => {
    const names = waitedFor(state).map(({ nickname }) => nickname);
    write(find(cover, "p"), fill(texts[key], { names: names.join(texts.between_names) }));
    // A room that waits can be told not to, even while one's own film is loading.
    unwaited.hidden = !isWaiting(state) || !may(state, "control");
  };

  /** @param {boolean} covers */
  const showCover = (covers) => {
    if (covers === is_covered) return;
    is_covered = covers;
    clearTimeout(timer);
    if (covers) timer = setTimeout(() => void (cover.hidden = false), COVER_AFTER_MS);
    else cover.hidden = true;
  };

  /** @param {State} state */
  const draw = (state) => {
    overlay.hidden = !needsClick(state);
    button.toggleAttribute("disabled", state.room === null);
    if (state.picture === "blocked") {
      write(find(button, "span"), texts.join_again);
      write(hint, texts.join_refused);
      hint.classList.add("is-needed");
    }
    const key = coverKey(state);
    if (key) fillCover(state, key);
    showCover(key !== "");
  };

  const join = () => {
    actions.join();
    goOn(root);
  };
  const playWithout = () => {
    actions.playNow();
    goOn(root);
  };
  button.addEventListener("click", join);
  unwaited.addEventListener("click", playWithout);
  draw(store.getState());
  const off = store.subscribe(draw);
  return () => {
    off();
    clearTimeout(timer);
    button.removeEventListener("click", join);
    unwaited.removeEventListener("click", playWithout);
  };
}
