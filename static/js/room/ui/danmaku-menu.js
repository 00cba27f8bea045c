/** How the viewer wants lines over the picture: whether, how fast, how many. */

import { find } from "../../lib/dom.js";

/** @typedef {import("../state/danmaku.js").Speed} Speed */
/** @typedef {import("../state/danmaku.js").Density} Density */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountDanmakuMenu(root, store, { taste }) {
  const part = find(root, "#danmaku-rows");
  const box = /** @type {HTMLInputElement} */ (find(part, "[data-testid=danmaku]"));
  const speed = /** @type {HTMLSelectElement} */ (find(part, "#danmaku-speed"));
  const density = /** @type {HTMLSelectElement} */ (find(part, "#danmaku-density"));
  const gone = new AbortController();
  const { signal } = gone;

  const draw = () => {
    const { value } = taste;
    box.checked = value.is_on;
    speed.value = value.speed;
    density.value = value.density;
    speed.disabled = density.disabled = !value.is_on;
    part.hidden = store.getState().room?.settings?.danmaku === false;
  };

  box.addEventListener("change", () => taste.change({ is_on: box.checked }), { signal });
  speed.addEventListener("change", () => taste.change({ speed: /** @type {Speed} */ (speed.value) }), { signal });
  density.addEventListener(
    "change",
    () => taste.change({ density: /** @type {Density} */ (density.value) }),
    { signal },
  );
  taste.addEventListener("change", draw, { signal });
  draw();
  const off = store.subscribe((state, before) => state.room !== before.room && draw());
  return () => {
    off();
    gone.abort();
  };
}
