/**
 * What the browser keeps for the page. A browser may refuse (private mode, full, forbidden); then
 * the page simply forgets, and nothing else breaks.
 */

const PREFIX = "xiaowo.";

/**
 * @template T
 * @param {string} key
 * @param {T} otherwise
 * @returns {T} what was kept, or `otherwise`
 */
export function recall(key, otherwise) {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

/**
 * Hear what another page of this browser keeps.
 * @param {string} key
 * @param {(value: unknown) => void} hear
 */
export function onKept(key, hear) {
  window.addEventListener("storage", (event) => {
    if (event.key === PREFIX + key && event.newValue !== null) hear(recall(key, null));
  });
}

/**
 * @param {string} key
 * @param {unknown} value
 * @returns {boolean} whether it was kept
 */
export function keep(key, value) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
