/** Where whoever uses the keyboard goes on when the button that they have pressed is gone. */

import { find } from "./dom.js";

/** @param {Element} root the first of the controls that works has the focus then */
export function goOn(root) {
  const play = /** @type {HTMLButtonElement} */ (find(root, "[data-testid=play]"));
  (play.disabled ? find(root, "[data-testid=mute]") : play).focus();
}
