/** The signal light: colour, shape and words say the same, so that none is needed alone. */

import { find, write } from "../../lib/dom.js";
import { fill } from "../../lib/format.js";
import { signalOf } from "../state/views.js";

/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountSignal(root, store, { config }) {
  const light = find(root, "#signal");
  const level = find(root, "#sync-level");
  const { texts } = config;

  /** @param {State} state */
  const draw = (state) => {
    const signal = signalOf(state);
    const ms = Math.round(state.rtt_ms ?? 0);
    light.dataset.signal = signal;
    write(find(light, ".signal-text"), signal === "off" ? texts.link_off : fill(texts.ms, { ms }));
    light.title = fill(texts[`signal_${signal}`], { ms });
    write(find(light, ".sr-only"), fill(texts.signal_open, { signal: light.title }));
    const running = state.joined && state.picture === "running" && state.link.status === "open";
    level.hidden = !running;
    level.dataset.level = state.sync.level;
    write(level, state.sync.wide ? texts.level_wide : texts[`level_${state.sync.level}`]);
  };

  draw(store.getState());
  return store.subscribe((state, before) => {
    const same =
      state.rtt_ms === before.rtt_ms &&
      state.link === before.link &&
      state.sync === before.sync &&
      state.picture === before.picture;
    if (!same) draw(state);
  });
}
