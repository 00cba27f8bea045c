/** How this viewer wants lines over the picture: kept in the browser, alike in all its pages. */

import { tasteFrom, withHidden } from "../state/danmaku.js";
import { keep, onKept, recall } from "./storage.js";

const KEY = "danmaku";

/** A "change" with every change, also by another page. */
export class Taste extends EventTarget {
  /** @param {boolean} is_still the system asks for less motion, so they fly only for who wants them */
  constructor(is_still) {
    super();
    this.value = tasteFrom(recall(KEY, null), !is_still);
    onKept(KEY, (kept) => this.#take(tasteFrom(kept, this.value.is_on)));
  }

  /** @param {Partial<import("../state/danmaku.js").Taste>} changes */
  change(changes) {
    this.#take({ ...this.value, ...changes });
    keep(KEY, this.value);
  }

  /** @param {string} session_id @param {boolean} is_hidden */
  hide(session_id, is_hidden) {
    this.change(withHidden(this.value, session_id, is_hidden));
  }

  /** @param {import("../state/danmaku.js").Taste} value */
  #take(value) {
    this.value = value;
    this.dispatchEvent(new Event("change"));
  }
}
