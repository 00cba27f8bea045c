/** The buttons for what is the viewer's own: volume, mute, full screen. */

import { find } from "../../lib/dom.js";

/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} _store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountViewer(root, _store, { screen, config }) {
  const mute = find(root, "[data-testid=mute]");
  const volume = /** @type {HTMLInputElement} */ (find(root, "[data-testid=volume]"));
  const full = find(root, "[data-testid=fullscreen]");
  const gone = new AbortController();
  const { signal } = gone;

  /** @param {HTMLElement} button @param {string} state @param {string} label */
  const label = (button, state, label) => {
    button.dataset.state = state;
    button.title = label;
    button.setAttribute("aria-label", label);
  };

  const draw = () => {
    const now = screen.read();
    const shown = now.muted ? 0 : now.volume;
    volume.value = String(shown);
    volume.style.setProperty("--fill", `${shown * 100}%`);
    label(mute, now.muted ? "muted" : "sound", now.muted ? config.texts.unmute : config.texts.mute);
    label(full, now.full ? "full" : "part", now.full ? config.texts.shrink : config.texts.expand);
  };

  mute.addEventListener("click", () => screen.toggleMute(), { signal });
  volume.addEventListener("input", () => screen.setVolume(Number(volume.value)), { signal });
  full.addEventListener("click", () => void screen.toggleFull(), { signal });
  screen.onChange(draw, signal);
  draw();
  return () => gone.abort();
}
