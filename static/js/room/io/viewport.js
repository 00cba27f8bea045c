/**
 * The part of the page that a keyboard leaves free. Some browsers lay the keyboard over the page
 * and push the page up; the room takes the free height instead and stays where it is.
 */

/** Below this the browser's own bars are meant, or rounding. */
const KEYBOARD_PX = 80;

/** @param {HTMLElement} room its style gets `--visible-height`, or none while nothing is covered */
export function followViewport(room) {
  const view = window.visualViewport;
  if (!view) return;
  const fit = () => {
    // A page that was zoomed in by hand is not one with a keyboard.
    const is_covered = view.scale === 1 && window.innerHeight - view.height > KEYBOARD_PX;
    if (is_covered) room.style.setProperty("--visible-height", `${view.height}px`);
    else room.style.removeProperty("--visible-height");
    if (view.scale === 1 && window.scrollY > 0) window.scrollTo(0, 0);
  };
  view.addEventListener("resize", fit);
  view.addEventListener("scroll", fit);
}
