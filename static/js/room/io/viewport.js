/**
 * The part of the page that a keyboard leaves free. Some browsers lay the keyboard over the page
 * and push the page up; the room takes the free height instead and stays where it is.
 */

/** Below this the browser's own bars are meant, or rounding. */
const KEYBOARD_PX = 80;

/**
 * @param {HTMLElement} page while something is covered it has `data-covered`, and its style
 *   `--visible-height` and `--covered-height`
 */
export function followViewport(page) {
  const { style } = page;
  const view = window.visualViewport;
  if (!view) return;
  const fit = () => {
    // A page that was zoomed in by hand is not one with a keyboard.
    const covered_px = window.innerHeight - view.height;
    const is_covered = view.scale === 1 && covered_px > KEYBOARD_PX;
    const heights = { "--visible-height": view.height, "--covered-height": covered_px };
    page.toggleAttribute("data-covered", is_covered);
    for (const [name, px] of Object.entries(heights)) {
      if (is_covered) style.setProperty(name, `${px}px`);
      else style.removeProperty(name);
    }
    if (view.scale === 1 && window.scrollY > 0) window.scrollTo(0, 0);
  };
  view.addEventListener("resize", fit);
  view.addEventListener("scroll", fit);
}
