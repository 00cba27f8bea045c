/** Pictures for the field. */

import { buttonOf, find } from "../../lib/dom.js";
import { mountMenu } from "../../lib/menu.js";
import { EMOJI } from "../state/emoji.js";

/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} _store
 * @param {Actions} _actions
 * @returns {() => void}
 */
export function mountEmoji(root, _store, _actions) {
  const input = /** @type {HTMLInputElement} */ (find(root, "[data-testid=chat-input]"));
  const grid = find(root, "#emoji-menu .emoji");
  const gone = new AbortController();
  const { signal } = gone;

  const fillIn = () => {
    if (!grid.hasChildNodes()) grid.append(...EMOJI.map(buttonOf));
  };

  /** @param {Event} event into the field, where its caret is; the menu stays for more */
  const press = ({ target }) => {
    if (!(target instanceof HTMLButtonElement) || input.readOnly) return;
    const emoji = target.textContent ?? "";
    if (input.value.length + emoji.length > input.maxLength) return;
    input.setRangeText(emoji, input.selectionStart ?? 0, input.selectionEnd ?? 0, "end");
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };

  mountMenu(find(root, "[data-testid=emoji]"), signal, fillIn);
  grid.addEventListener("click", press, { signal });
  return () => gone.abort();
}
