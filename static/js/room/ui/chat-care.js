/** What managers do with all that was said: sweep it away. */

import { find, write } from "../../lib/dom.js";
import { confirmed } from "../../lib/confirm.js";

/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} _store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountChatCare(root, _store, actions) {
  const part = find(root, "#settings-dialog [data-part=chat]");
  const clear = find(part, "[data-testid=chat-clear]");
  const status = find(part, "[role=status]");
  const { config } = actions;
  const gone = new AbortController();

  const sweep = async () => {
    const { texts } = config;
    const question = { text: texts.ask_clear, hint: texts.ask_clear_hint, yes: texts.clear_chat };
    if (!(await confirmed(question))) return;
    const { ok, message } = await actions.clearChat();
    write(status, ok ? "" : message);
    if (ok) actions.notify({ key: "notice_cleared", tone: "info" });
  };

  clear.addEventListener("click", () => void sweep(), { signal: gone.signal });
  return () => gone.abort();
}
