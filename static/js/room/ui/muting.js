/** Whoever was muted for a while may speak again when the time has come; nobody tells the page. */

import { nextVoice } from "../state/people.js";

/** Longer than this no timer is set; it asks again then. */
const LONGEST_MS = 3600_000;

/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} _root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountMuting(_root, store, { cloudNow }) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const plan = () => {
    clearTimeout(timer);
    const end = nextVoice(store.getState().members);
    if (end === Infinity) return;
    timer = setTimeout(finish, Math.min(LONGEST_MS, Math.max(0, end - cloudNow())));
  };

  const finish = () => {
    store.dispatch({ type: "mutes_over", at: cloudNow() });
    plan();
  };

  plan();
  const off = store.subscribe((state, before) => {
    if (nextVoice(state.members) !== nextVoice(before.members)) plan();
  });
  return () => {
    off();
    clearTimeout(timer);
  };
}
