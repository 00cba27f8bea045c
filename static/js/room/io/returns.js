/**
 * The moments at which a page comes back: shown again, taken out of the back-forward cache (which
 * iPhones tell by `pageshow` alone), or on a network again.
 */

/**
 * @param {() => void} act
 */
export function onReturn(act) {
  const back = () => {
    if (!document.hidden) act();
  };
  document.addEventListener("visibilitychange", back);
  window.addEventListener("online", back);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) back();
  });
}
