/** How the viewer has the picture: its quality, its shape, in a small window. */

import { find } from "../../lib/dom.js";
import { fill } from "../../lib/format.js";
import { mountMenu } from "../../lib/menu.js";

/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} _store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountView(root, _store, { screen, quality, config }) {
  const row = find(root, "#quality-row");
  const pictures = /** @type {HTMLSelectElement} */ (find(row, "select"));
  const fit = /** @type {HTMLSelectElement} */ (find(root, "#fit"));
  const float = find(root, "[data-testid=float]");
  const automatic = pictures.options[0];
  const gone = new AbortController();
  const { signal } = gone;

  const drawQuality = () => {
    const options = quality.choices.map(
      ({ height }) => new Option(fill(config.texts.quality_lines, { height }), String(height)),
    );
    pictures.replaceChildren(automatic, ...options);
    pictures.value = String(quality.height);
    row.hidden = options.length === 0;
  };

  const closeMenu = mountMenu(find(root, "[data-testid=view]"), signal, drawQuality);
  const toggleFloat = () => {
    closeMenu();
    void screen.toggleFloat();
  };

  quality.addEventListener("change", drawQuality, { signal });
  pictures.addEventListener("change", () => quality.choose(Number(pictures.value)), { signal });
  fit.addEventListener("change", () => screen.setFit(fit.value), { signal });
  float.addEventListener("click", toggleFloat, { signal });
  fit.value = screen.fit;
  float.hidden = !screen.can_float;
  return () => gone.abort();
}
