/** The link to this room, copied with one press. */

import { find } from "../../lib/dom.js";

/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/** @param {string} text @returns {boolean} the old way, for pages served over plain http */
function copyBySelection(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.className = "sr-only";
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  return copied;
}

/** @param {string} text @returns {Promise<boolean>} */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/**
 * @param {Element} root
 * @param {RoomStore} _store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountShare(root, _store, actions) {
  const button = find(root, "[data-testid=copy-link]");
  const press = async () => {
    const link = `${location.origin}/room/${actions.config.room_id}`;
    const copied = await copy(link);
    if (copied) actions.notify({ key: "notice_copied", tone: "info" });
    else actions.notify({ key: "notice_not_copied", values: { link }, tone: "warning" });
  };
  button.addEventListener("click", press);
  return () => button.removeEventListener("click", press);
}
