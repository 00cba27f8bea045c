/** Another film: by link or from the built-in clips. A link that cannot be played never leaves here. */

import { mountDialog } from "../../lib/dialog.js";
import { find, write } from "../../lib/dom.js";
import { clockTime, fill } from "../../lib/format.js";
import { goOn } from "../../lib/going-on.js";
import { nameOf } from "../state/links.js";
import { may } from "../state/views.js";

/** The dialogs of the page's state that are this one, and the tab that each begins with. */
/** @type {Record<string, string>} */
const TABS = { media: "#tab-link", demos: "#tab-demos" };

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
  const title = /** @type {HTMLInputElement} */ (find(dialog, "input[name=title]"));
  const submit = find(dialog, "button[type=submit]");
  const status = find(dialog, "#media-status");
  const { texts } = actions.config;
  const gone = new AbortController();
  const { signal } = gone;
  const demos = /** @type {HTMLElement[]} */ ([...dialog.querySelectorAll("[data-demo-url]")]);
  let trial = new AbortController();

  /** @param {boolean} is_busy one link is tried at a time */
  const setBusy = (is_busy) => {
    for (const button of [submit, ...demos]) button.toggleAttribute("disabled", is_busy);
  };

  /** @param {string} text @param {"busy" | "wrong" | ""} tone */
  const say = (text, tone) => {
    status.dataset.tone = tone;
    input.setAttribute("aria-invalid", String(tone === "wrong"));
    write(status, text);
    if (text) status.scrollIntoView({ block: "nearest" });
  };

  /** What was wrong with a link does not concern the clips. */
  const hush = () => {
    if (status.dataset.tone === "wrong") say("", "");
  };

  /** @param {{ url: string, title?: string }} film */
  const change = async (film) => {
    trial.abort();
    const { signal: called_off } = (trial = new AbortController());
    const pressed = /** @type {HTMLElement | null} */ (document.activeElement);
    setBusy(true);
    say(texts.media_checking, "busy");
    const verdict = await actions.changeMedia(film, called_off);
    if (called_off.aborted) return;
    setBusy(false);
    if (verdict.ok) actions.dialog(null);
    else if (verdict.reason !== "called_off") {
      say(fill(texts[`media_${verdict.reason}`], verdict.values ?? {}), "wrong");
      // A button that cannot be pressed for a while drops the focus.
      if (!dialog.contains(document.activeElement) || document.activeElement === dialog) pressed?.focus();
    }
  };

  const closed = () => {
    trial.abort();
    setBusy(false);
    actions.dialog(null);
    // What had opened it may be gone meanwhile, with the film that could not be played.
    if (document.activeElement === document.body) goOn(root);
  };

  /** @param {SubmitEvent} event */
  const send = (event) => {
    event.preventDefault();
    void change({ url: input.value.trim(), title: title.value.trim() });
  };

  /** The link of a film that cannot be played is kept for mending. @param {State} state */
  const begin = ({ media, playback, dialog: chosen }) => {
    say("", "");
    const is_kept = media === "failed";
    input.value = is_kept ? (playback?.media_url ?? "") : "";
    title.value = is_kept ? (playback?.title ?? "") : "";
    title.placeholder = nameOf(input.value);
    dialog.querySelector(`${TABS[chosen ?? ""]}`)?.dispatchEvent(new Event("click"));
    dialog.showModal();
    if (chosen === "media") input.focus();
  };

  /** @param {State} state */
  const draw = (state) => {
    open.hidden = !may(state, "media");
    const is_wanted = Object.hasOwn(TABS, state.dialog ?? "");
    if (is_wanted === dialog.open) return;
    if (is_wanted) begin(state);
    else dialog.close();
  };

  form.addEventListener("submit", send, { signal });
  input.addEventListener("input", () => void (title.placeholder = nameOf(input.value)), { signal });
  open.addEventListener("click", () => actions.dialog("media"), { signal });
  dialog.addEventListener("close", closed, { signal });
  for (const tab of dialog.querySelectorAll("[role=tab]")) {
    tab.addEventListener("click", hush, { signal });
  }
  mountDialog(dialog, signal);
  for (const demo of demos) {
    const { demoUrl, demoTitle } = demo.dataset;
    const film = { url: demoUrl ?? "", title: demoTitle };
    demo.addEventListener("click", () => void change(film), { signal });
    const length = /** @type {HTMLElement | null} */ (demo.querySelector("[data-seconds]"));
    if (length) write(length, clockTime(Number(length.dataset.seconds)));
  }
  draw(store.getState());
  const off = store.subscribe(draw);
  return () => {
    off();
    gone.abort();
  };
}
