/** Another film: by link or from the built-in clips. A link that cannot be played never leaves here. */

import { find, write } from "../../lib/dom.js";
import { may } from "../state/views.js";

/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountMediaDialog(root, store, actions) {
  const dialog = /** @type {HTMLDialogElement} */ (find(root, "#media-dialog"));
  const open = find(root, "[data-testid=change-media]");
  const form = find(dialog, "form");
  const input = /** @type {HTMLInputElement} */ (find(dialog, "input[name=media_url]"));
  const submit = find(dialog, "button[type=submit]");
  const status = find(dialog, "[role=status]");
  const failed = find(root, "#media-failed");
  const { texts } = actions.config;
  const gone = new AbortController();
  const { signal } = gone;
  const demos = /** @type {HTMLElement[]} */ ([...dialog.querySelectorAll("[data-demo-url]")]);
  let trial = new AbortController();

  /** @param {boolean} is_busy one link is tried at a time */
  const setBusy = (is_busy) => {
    for (const button of [submit, ...demos]) button.toggleAttribute("disabled", is_busy);
  };

  /** @param {{ url: string, title?: string }} film */
  const change = async (film) => {
    const { signal: called_off } = (trial = new AbortController());
    setBusy(true);
    write(status, texts.media_checking);
    const verdict = await actions.changeMedia(film, called_off);
    if (called_off.aborted) return;
    setBusy(false);
    write(status, verdict.ok ? "" : texts[`media_${verdict.reason}`]);
    if (verdict.ok) actions.dialog(null);
  };

  const closed = () => {
    trial.abort();
    setBusy(false);
    actions.dialog(null);
  };

  /** @param {SubmitEvent} event */
  const send = (event) => {
    event.preventDefault();
    void change({ url: input.value.trim() });
  };

  /** @param {State} state */
  const draw = (state) => {
    const allowed = may(state, "media");
    open.hidden = !allowed;
    failed.hidden = state.media !== "failed";
    find(failed, "[data-action=change]").hidden = !allowed;
    if ((state.dialog === "media") === dialog.open) return;
    if (!dialog.open) {
      write(status, "");
      input.value = state.media === "failed" ? (state.playback?.media_url ?? "") : "";
      dialog.showModal();
    } else dialog.close();
  };

  form.addEventListener("submit", send, { signal });
  open.addEventListener("click", () => actions.dialog("media"), { signal });
  dialog.addEventListener("close", closed, { signal });
  find(dialog, "[data-action=close]").addEventListener("click", () => dialog.close(), { signal });
  find(failed, "[data-action=retry]").addEventListener("click", actions.retryMedia, { signal });
  find(failed, "[data-action=change]").addEventListener("click", () => actions.dialog("media"), {
    signal,
  });
  for (const demo of demos) {
    const { demoUrl, demoTitle } = demo.dataset;
    const film = { url: demoUrl ?? "", title: demoTitle };
    demo.addEventListener("click", () => void change(film), { signal });
  }
  draw(store.getState());
  const off = store.subscribe(draw);
  return () => {
    off();
    gone.abort();
  };
}
