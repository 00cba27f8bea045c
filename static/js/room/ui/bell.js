/** The bell: whoever asked for it is told when the film starts while they look elsewhere. */

import { find, write } from "../../lib/dom.js";
import { isStarted } from "../state/ringing.js";

/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/** A phone shows notices only through the worker. @param {string} title @param {NotificationOptions} options */
async function ring(title, options) {
  const worker = await navigator.serviceWorker?.getRegistration();
  if (worker?.active) await worker.showNotification(title, options);
  else new Notification(title, options);
}

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountBell(root, store, { config, notify }) {
  const button = find(root, "[data-testid=bell]");
  const { texts } = config;
  let is_on = false;

  /** @param {boolean} wanted */
  const set = (wanted) => {
    is_on = wanted;
    button.setAttribute("aria-pressed", String(wanted));
    write(find(button, "span"), wanted ? texts.bell_on : texts.bell_off);
  };
  /** Nobody is asked before they have pressed. */
  const press = async () => {
    if (is_on) return set(false);
    const allowed = (await Notification.requestPermission()) === "granted";
    if (allowed) set(true);
    else notify({ key: "bell_forbidden", tone: "warning" });
  };

  button.hidden = typeof Notification === "undefined";
  button.addEventListener("click", press);
  const off = store.subscribe((state, before) => {
    if (!is_on || !document.hidden || !isStarted(state, before)) return;
    const body = state.room?.name ?? config.room_name;
    const data = { path: `/room/${config.room_id}` };
    // What a phone forbids all the same is only a notice that does not come.
    ring(texts.bell_rings, { body, data, tag: config.room_id }).catch(() => set(false));
  });
  return () => {
    off();
    button.removeEventListener("click", press);
  };
}
