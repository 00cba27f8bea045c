/**
 * One page for one visitor, as far as this browser can see: a page that is opened in another tab
 * lays claim, and the older one hears of it at once. (The server ends it too, across browsers.) A
 * page lays claim once: what comes back after a cut takes nothing from a page opened meanwhile.
 */

import { keep, onKept } from "./storage.js";

/**
 * @param {string} session_id the visitor
 * @param {string} page_id this page, different from any other
 * @param {() => void} onTaken another page of the same visitor has laid claim
 * @returns {() => void} lays claim for this page, the first time
 */
export function claims(session_id, page_id, onTaken) {
  const key = `page.${session_id}`;
  onKept(key, (other) => {
    if (other !== page_id) onTaken();
  });
  let is_laid = false;
  return () => {
    if (!is_laid) keep(key, page_id);
    is_laid = true;
  };
}
