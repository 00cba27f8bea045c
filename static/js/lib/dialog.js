/** What every dialog has: buttons that close it, and a press beside it that does so too. */

/**
 * Open it. Closed, it gives the focus back to where it was: from a menu, which closes meanwhile, to
 * the menu's button.
 * @param {HTMLDialogElement} dialog
 */
export function showDialog(dialog) {
  const menu = document.activeElement?.closest(".menu");
  const button = menu && document.querySelector(`[aria-controls="${menu.id}"]`);
  if (button instanceof HTMLElement) button.focus();
  dialog.showModal();
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {AbortSignal} signal ends it
 */
export function mountDialog(dialog, signal) {
  for (const button of dialog.querySelectorAll("[data-action=close]")) {
    button.addEventListener("click", () => dialog.close(), { signal });
  }
  /** @param {MouseEvent} event the backdrop is the dialog itself, outside of its box */
  const beside = ({ target, clientX, clientY }) => {
    if (target !== dialog) return;
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    const is_inside = clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
    if (!is_inside) dialog.close();
  };
  dialog.addEventListener("pointerdown", beside, { signal });
}
