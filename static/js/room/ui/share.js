/** The way into this room for others: its link, its QR code, the system's own share sheet. */

import { mountDialog, showDialog } from "../../lib/dialog.js";
import { find, write } from "../../lib/dom.js";
import { fill } from "../../lib/format.js";

/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/** @param {HTMLInputElement} field @returns {Promise<boolean>} */
async function copy(field) {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // The old way, for pages served over plain http.
    return document.execCommand("copy");
  }
}

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountShare(root, store, { config }) {
  const gone = new AbortController();
  const { signal } = gone;
  const dialog = /** @type {HTMLDialogElement} */ (find(root, "#share-dialog"));
  const field = /** @type {HTMLInputElement} */ (find(dialog, "#share-link"));
  const picture = /** @type {HTMLImageElement} */ (find(dialog, "#share-qr"));
  const sheet = find(dialog, "[data-testid=system-share]");
  const told = find(dialog, "#share-told");
  const url = `${location.origin}/room/${config.room_id}`;

  const open = () => {
    // Fetched when it is looked at, not before.
    if (picture.dataset.src && !picture.getAttribute("src")) picture.src = picture.dataset.src;
    find(dialog, "#share-private").hidden = !store.getState().room?.is_private;
    write(told, "");
    showDialog(dialog);
  };
  const press = async () =>
    write(told, (await copy(field)) ? config.texts.copied : config.texts.not_copied);
  const share = () => {
    const name = store.getState().room?.name ?? config.room_name;
    const text = fill(config.texts.share_text, { name });
    // Whoever closes the sheet has not done anything wrong.
    navigator.share({ title: name, text, url }).catch(() => {});
  };

  field.value = url;
  sheet.hidden = typeof navigator.share !== "function";
  mountDialog(dialog, signal);
  field.addEventListener("focus", () => field.select(), { signal });
  sheet.addEventListener("click", share, { signal });
  find(dialog, "[data-testid=copy-link]").addEventListener("click", press, { signal });
  find(root, "[data-testid=share]").addEventListener("click", open, { signal });
  return () => gone.abort();
}
