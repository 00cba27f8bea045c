/** Tabs and what they show: one is chosen, the arrows go from one to the next. */

/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

/**
 * @param {ParentNode} list holds the tabs
 * @param {AbortSignal} signal ends it
 * @param {(chosen: HTMLElement) => void} [onChosen]
 */
export function mountTablist(list, signal, onChosen = () => {}) {
  const tabs = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[role=tab]")]);

  /** @param {HTMLElement} chosen */
  const choose = (chosen) => {
    for (const tab of tabs) {
      const is_chosen = tab === chosen;
      tab.setAttribute("aria-selected", String(is_chosen));
      tab.tabIndex = is_chosen ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
      if (panel) panel.hidden = !is_chosen;
    }
    onChosen(chosen);
  };

  /** @param {number} index @param {KeyboardEvent} event */
  const go = (index, { key }) => {
    if (!STEPS[key]) return;
    const next = tabs[(index + STEPS[key] + tabs.length) % tabs.length];
    choose(next);
    next.focus();
  };

  tabs.forEach((tab, index) => {
    tab.addEventListener("click", () => choose(tab), { signal });
    tab.addEventListener("keydown", (event) => go(index, event), { signal });
  });
}
