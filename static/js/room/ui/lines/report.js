/** Why a line is wrong, for the people who run this server. */

import { find, write } from "../../../lib/dom.js";
import { mountDialog } from "../../../lib/dialog.js";

/** @typedef {import("../../state/types.js").Message} Message */
/** @typedef {import("../../actions.js").Actions} Actions */

/**
 * Ask why, and report; what was not taken stays in the dialog, with what the server says of it.
 * @param {Element} root
 * @param {Actions} actions
 * @param {Message} message
 */
export function openReport(root, actions, { message_id, nickname, text }) {
  const dialog = /** @type {HTMLDialogElement} */ (find(root, "#report-dialog"));
  const form = /** @type {HTMLFormElement} */ (find(dialog, "form"));
  const status = find(form, "[role=status]");
  const gone = new AbortController();
  const { signal } = gone;

  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    const said = Object.fromEntries(new FormData(form));
    const answer = await actions.reportLine(message_id, said);
    write(status, answer.ok ? "" : answer.message);
    if (!answer.ok || signal.aborted) return;
    dialog.close();
    actions.notify({ key: "notice_reported", tone: "info" });
  };

  form.reset();
  write(status, "");
  write(find(dialog, ".quoted bdi"), nickname);
  write(find(dialog, ".quoted q"), text);
  mountDialog(dialog, signal);
  form.addEventListener("submit", (event) => void submit(event), { signal });
  dialog.addEventListener("close", () => gone.abort(), { once: true });
  dialog.showModal();
}
