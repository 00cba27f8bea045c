/** Who types just now. */

import { find, write } from "../../lib/dom.js";
import { fill } from "../../lib/format.js";

/** Whoever is not heard of for so long does not type any more. */
const BELIEVED_MS = 5000;
const NAMED = 2;

/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountTyping(root, store, { config }) {
  const line = find(root, "#chat-typing");
  const { texts } = config;
  /** @type {Map<string, ReturnType<typeof setTimeout>>} */
  const timers = new Map();

  /** @param {State} state */
  const draw = ({ typing, members, you }) => {
    const names = members
      .filter(({ session_id }) => session_id !== you?.session_id)
      .filter(({ session_id }) => typing.some((one) => one.session_id === session_id))
      .map(({ nickname }) => nickname);
    const values = { names: names.join(texts.between_names), count: names.length };
    const key = names.length > NAMED ? "typing_many" : "typing";
    write(line, names.length ? fill(texts[key], values) : "");
  };

  /** @param {State["typing"]} typing */
  const forgetLater = (typing) => {
    for (const { session_id, at } of typing) {
      clearTimeout(timers.get(session_id));
      const forget = () => store.dispatch({ type: "typing_over", session_id, at });
      timers.set(session_id, setTimeout(forget, BELIEVED_MS));
    }
  };

  const off = store.subscribe((state, before) => {
    if (state.typing !== before.typing) {
      forgetLater(state.typing.filter((one) => !before.typing.includes(one)));
      draw(state);
    } else if (state.members !== before.members && state.typing.length > 0) draw(state);
  });
  return () => {
    off();
    for (const timer of timers.values()) clearTimeout(timer);
  };
}
