/** Registers the service worker, when whatever the page is for has had its turn. */

/** @param {number} delay_ms after loading */
export function registerWorker(delay_ms) {
  if (!("serviceWorker" in navigator)) return;
  const register = () =>
    // A browser may refuse (private window, plain http); then everything works as without one.
    void navigator.serviceWorker.register("/sw.js", { scope: "/" }).catch(() => {});
  const later = () => setTimeout(register, delay_ms);
  if (document.readyState === "complete") later();
  else window.addEventListener("load", later, { once: true });
}
