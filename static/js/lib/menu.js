/**
 * What opens beside a button. It closes on Escape, on a press elsewhere and when the focus leaves;
 * the arrows go through it, and the button has the focus again when it closes by key.
 */

const STOPS = "button:not([disabled]), a[href], input:not([disabled]), select:not([disabled])";
/** @type {Record<string, number>} */
const STEPS = { ArrowDown: 1, ArrowUp: -1 };
/** These have a use of their own for the arrows. */
const SLIDES = "input:not([type=checkbox]), select";

/** @param {HTMLElement} menu @returns {HTMLElement[]} what can be reached now, in order */
function stopsOf(menu) {
  const all = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll(STOPS)]);
  return all.filter((stop) => stop.offsetParent !== null || stop.getClientRects().length > 0);
}

/**
 * @param {HTMLElement} menu
 * @param {number} step
 */
function go(menu, step) {
  const stops = stopsOf(menu);
  const at = stops.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  stops[(at + step + stops.length) % stops.length]?.focus();
}

/**
 * Bind a button to its menu: the element that its `aria-controls` names.
 * @param {HTMLElement} button
 * @param {AbortSignal} signal ends it
 * @param {() => void} [onOpen] before it is shown
 * @returns {() => void} closes the menu
 */
export function mountMenu(button, signal, onOpen = () => {}) {
  const menu = document.getElementById(button.getAttribute("aria-controls") ?? "");
  if (!menu) throw new Error("a menu's button names no menu");

  /** @param {boolean} is_open */
  const set = (is_open) => {
    menu.hidden = !is_open;
    button.setAttribute("aria-expanded", String(is_open));
  };
  const close = () => set(false);

  /** @param {MouseEvent} event a press by key has no place on the screen */
  const press = ({ detail }) => {
    const opens = menu.hidden;
    if (opens) onOpen();
    set(opens);
    if (opens && detail === 0) stopsOf(menu)[0]?.focus();
  };

  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (menu.hidden) return;
    if (event.key === "Escape") {
      close();
      button.focus();
    } else if (STEPS[event.key] && !(/** @type {Element} */ (event.target).matches(SLIDES))) {
      go(menu, STEPS[event.key]);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** @param {Event} event */
  const elsewhere = ({ target }) => {
    const inside = target instanceof Node && (menu.contains(target) || button.contains(target));
    if (!menu.hidden && !inside) close();
  };

  button.addEventListener("click", press, { signal });
  for (const part of [button, menu]) part.addEventListener("keydown", key, { signal });
  document.addEventListener("pointerdown", elsewhere, { signal });
  document.addEventListener("focusin", elsewhere, { signal });
  return close;
}
