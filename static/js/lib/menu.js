/**
 * What opens beside a button. It closes on Escape, on a press elsewhere and when the focus leaves;
 * the arrows go through it, and the button has the focus again when it closes by key.
 */

const STOPS = "button:not([disabled]), a[href], input:not([disabled]), select:not([disabled])";
/** @type {Record<string, number>} */
const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
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
 * @typedef {object} Popup
 * @property {(opener: HTMLElement, is_by_key: boolean) => void} open
 * @property {() => void} close
 * @property {(is_by_key: boolean) => void} leave close, and by key give the focus back
 */

/**
 * A menu that any button may open; it belongs to the one that has opened it last.
 * @param {HTMLElement} menu
 * @param {AbortSignal} signal ends it
 * @returns {Popup}
 */
export function mountPopup(menu, signal) {
  /** @type {HTMLElement | null} */
  let opener = null;

  const close = () => {
    // Hidden with the focus inside, the menu would take it along.
    if (!menu.hidden && menu.contains(document.activeElement)) opener?.focus();
    menu.hidden = true;
    opener?.setAttribute("aria-expanded", "false");
  };
  /** @param {HTMLElement} button @param {boolean} is_by_key a press by key has no place on the screen */
  const open = (button, is_by_key) => {
    close();
    opener = button;
    menu.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    if (is_by_key) stopsOf(menu)[0]?.focus();
  };
  /** @param {boolean} is_by_key */
  const leave = (is_by_key) => {
    close();
    if (is_by_key) opener?.focus();
  };

  /** @param {Node} node */
  const isInside = (node) => menu.contains(node) || opener?.contains(node);

  /** @param {KeyboardEvent} event */
  const key = (event) => {
    const { target } = event;
    if (menu.hidden || !(target instanceof Element) || !isInside(target)) return;
    if (event.key === "Escape") leave(true);
    else if (STEPS[event.key] && !target.matches(SLIDES)) go(menu, STEPS[event.key]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** @param {Event} event */
  const elsewhere = ({ target }) => {
    if (!menu.hidden && !(target instanceof Node && isInside(target))) close();
  };

  // Before anything else that listens to keys.
  document.addEventListener("keydown", key, { capture: true, signal });
  document.addEventListener("pointerdown", elsewhere, { signal });
  document.addEventListener("focusin", elsewhere, { signal });
  return { open, close, leave };
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
  const popup = mountPopup(menu, signal);

  /** @param {MouseEvent} event */
  const press = ({ detail }) => {
    if (!menu.hidden) popup.close();
    else {
      onOpen();
      popup.open(button, detail === 0);
    }
  };

  button.addEventListener("click", press, { signal });
  return popup.close;
}
