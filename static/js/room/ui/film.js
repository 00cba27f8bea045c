/** The film itself: its title in the head, and what stands in its place when it cannot be played. */

import { find, write } from "../../lib/dom.js";
import { fill } from "../../lib/format.js";
import { goOn } from "../../lib/going-on.js";
import { nameOf, readable } from "../state/links.js";
import { may } from "../state/views.js";

/** So far behind a place that cannot be decoded the film is taken up again, seconds. */
const PASS_S = 10;

/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountFilm(root, store, actions) {
  const title = find(root, "#film-title");
  const failed = find(root, "#media-failed");
  const why = find(failed, ".failed-why");
  const link = find(failed, ".failed-link bdi");
  const { texts } = actions.config;
  const gone = new AbortController();
  const { signal } = gone;

  /** @param {string} name @returns {HTMLElement} */
  const button = (name) => find(failed, `[data-action=${name}]`);

  /** @param {State} state */
  const drawFailed = (state) => {
    const { trouble, playback } = state;
    write(why, trouble ? fill(texts[`media_${trouble.reason}`], trouble.values ?? {}) : "");
    write(link, readable(playback?.media_url ?? ""));
    const may_change = may(state, "media");
    button("demos").hidden = !may_change || actions.config.demos.length === 0;
    button("change").hidden = !may_change;
    // Only what has been reached can be passed.
    button("pass").hidden = !may(state, "control") || actions.position() <= 0;
  };

  /** @param {State} state */
  const draw = (state) => {
    const { playback, media } = state;
    const name = playback ? playback.title || nameOf(playback.media_url) : "";
    write(title, name);
    const had_focus = failed.contains(document.activeElement);
    failed.hidden = media !== "failed";
    if (media === "failed") drawFailed(state);
    else if (had_focus) goOn(root);
  };

  const presses = {
    retry: actions.retryMedia,
    pass: () => actions.seek(actions.position() + PASS_S),
    demos: () => actions.dialog("demos"),
    change: () => actions.dialog("media"),
  };
  for (const [name, press] of Object.entries(presses)) {
    button(name).addEventListener("click", press, { signal });
  }
  draw(store.getState());
  const off = store.subscribe(draw);
  return () => {
    off();
    gone.abort();
  };
}
