/** What managers do with all that was said: sweep it away; the host alone takes it along. */

import { find, write } from "../../lib/dom.js";
import { confirmed } from "../../lib/confirm.js";

/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountChatCare(root, store, actions) {
  const part = find(root, "#settings-dialog [data-part=chat]");
  const clear = find(part, "[data-testid=chat-clear]");
  const exports = /** @type {HTMLAnchorElement[]} */ ([...part.querySelectorAll("a[data-format]")]);
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

  /** @param {State} state */
  const draw = ({ you }) => {
    for (const link of exports) link.hidden = you?.role !== "host";
  };

  for (const link of exports) {
    link.href = `${config.api}/rooms/${config.room_id}/messages/export?format=${link.dataset.format}`;
  }
  clear.addEventListener("click", () => void sweep(), { signal: gone.signal });
  draw(store.getState());
  const off = store.subscribe((state, before) => state.you !== before.you && draw(state));
  return () => {
    off();
    gone.abort();
  };
}
