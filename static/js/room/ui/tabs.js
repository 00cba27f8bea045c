/** Tabs, of the panel and in dialogs. */

import { mountTablist } from "../../lib/tabs.js";

/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} _store
 * @param {Actions} _actions
 * @returns {() => void}
 */
export function mountTabs(root, _store, _actions) {
  const gone = new AbortController();
  for (const list of root.querySelectorAll("[role=tablist]")) mountTablist(list, gone.signal);
  return () => gone.abort();
}
