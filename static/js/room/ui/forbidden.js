/** Why one cannot press what cannot be pressed: said below the buttons, and in the chat's field. */

import { find, write } from "../../lib/dom.js";
import { fill, timeAhead } from "../../lib/format.js";
import { isSilent, may, noControlKey, ownMute } from "../state/views.js";

/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountForbidden(root, store, { config, cloudNow }) {
  const reason = find(root, "#no-control");
  const input = /** @type {HTMLInputElement} */ (find(root, "[data-testid=chat-input]"));
  const { placeholder } = input;
  const { texts, locale } = config;
  const buttons = ["play", "back", "forward", "speed", "seek"];

  /** @param {State} state */
  const draw = (state) => {
    const is_in = state.you !== null && state.joined;
    reason.hidden = !is_in || may(state, "control");
    write(reason, reason.hidden ? "" : texts[noControlKey(state)]);
    for (const name of buttons) {
      const button = find(root, `[data-testid=${name}]`);
      if (reason.hidden) button.removeAttribute("aria-describedby");
      else button.setAttribute("aria-describedby", reason.id);
    }
    input.placeholder = isSilent(state) ? whySilent(state) : placeholder;
  };

  /** @param {State} state @returns {string} for good before for a while */
  const whySilent = (state) => {
    const until = ownMute(state);
    if (until === null || !may(state, "chat")) return texts.no_chat;
    return fill(texts.muted_until, { time: timeAhead(Date.parse(until), cloudNow(), locale) });
  };

  draw(store.getState());
  return store.subscribe((state, before) => {
    const same =
      state.you === before.you &&
      state.joined === before.joined &&
      state.room === before.room &&
      ownMute(state) === ownMute(before);
    if (!same) draw(state);
  });
}
