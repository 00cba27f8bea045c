/** Tabs, of the panel and in dialogs: arrows go from one to the next. */

/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

/**
 * @param {Element} root
 * @param {RoomStore} _store
 * @param {Actions} _actions
 * @returns {() => void}
 */
export function mountTabs(root, _store, _actions) {
  const gone = new AbortController();
  for (const list of root.querySelectorAll("[role=tablist]")) mountList(list, gone.signal);
  return () => gone.abort();
}

/** @param {Element} list @param {AbortSignal} signal ends it */
function mountList(list, signal) {
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
  };

  tabs.forEach((tab, index) => {
    tab.addEventListener("click", () => choose(tab), { signal });
    tab.addEventListener(
      "keydown",
      ({ key }) => {
        if (!STEPS[key]) return;
        const next = tabs[(index + STEPS[key] + tabs.length) % tabs.length];
        choose(next);
        next.focus();
      },
      { signal },
    );
  });
}
