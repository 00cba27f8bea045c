/** The menus of the room that need nothing but to open and close. */

import { find } from "../../lib/dom.js";
import { mountDialog, showDialog } from "../../lib/dialog.js";
import { mountMenu } from "../../lib/menu.js";

/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} _store
 * @param {Actions} _actions
 * @returns {() => void}
 */
export function mountMenus(root, _store, _actions) {
  const gone = new AbortController();
  const { signal } = gone;
  const keys = /** @type {HTMLDialogElement} */ (find(root, "#keys-dialog"));
  const closeMore = mountMenu(find(root, "[data-testid=more]"), signal);
  mountDialog(keys, signal);

  const showKeys = () => {
    closeMore();
    if (!keys.open) showDialog(keys);
  };
  /** @param {KeyboardEvent} event */
  const ask = ({ key, target }) => {
    const types = target instanceof Element && target.matches("input:not([type=range]), textarea");
    if (key === "?" && !types && !document.querySelector("dialog[open]")) showKeys();
  };
  const invite = () => {
    closeMore();
    find(root, "[data-testid=share]").click();
  };
  find(root, "[data-testid=invite]").addEventListener("click", invite, { signal });
  find(root, "[data-testid=keys]").addEventListener("click", showKeys, { signal });
  document.addEventListener("keydown", ask, { signal });
  return () => gone.abort();
}
