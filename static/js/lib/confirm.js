/** One question before what cannot be taken back. */

import { find, write } from "./dom.js";
import { mountDialog, showDialog } from "./dialog.js";

/**
 * Ask, and wait for the answer; anything but "yes" is a no.
 * @param {{ text: string, hint?: string, yes: string }} question
 * @returns {Promise<boolean>}
 */
export function confirmed({ text, hint = "", yes }) {
  const dialog = /** @type {HTMLDialogElement} */ (find(document, "#confirm-dialog"));
  const button = find(dialog, "[data-action=yes]");
  const gone = new AbortController();
  const { signal } = gone;
  write(find(dialog, "#confirm-text"), text);
  write(find(dialog, "#confirm-hint"), hint);
  write(button, yes);
  mountDialog(dialog, signal);
  showDialog(dialog);
  return new Promise((resolve) => {
    let is_yes = false;
    button.addEventListener("click", () => dialog.close(String((is_yes = true))), { signal });
    const end = () => {
      gone.abort();
      resolve(is_yes);
    };
    dialog.addEventListener("close", end, { once: true });
  });
}
