/**
 * The room's settings. What somebody else changes meanwhile comes in at once, except into what one
 * has typed; who was slower keeps that, and saves it upon the fresh room.
 */

import { find, write } from "../../lib/dom.js";
import { confirmed } from "../../lib/confirm.js";
import { mountDialog, showDialog } from "../../lib/dialog.js";
import { fill } from "../../lib/format.js";
import { changesOf, formOf, problemsIn, problemsOf, rebased, touched } from "../state/room-form.js";
import { may } from "../state/views.js";

const CONFLICT = 3005;

/** @typedef {import("../state/room-form.js").RoomForm} RoomForm */
/** @typedef {import("../state/room-form.js").Field} Field */
/** @typedef {import("../state/types.js").Room} Room */
/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */
/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

/** @param {Control} control @returns {string | number | boolean} */
function valueOf(control) {
  if (control instanceof HTMLInputElement && control.type === "checkbox") return control.checked;
  return control instanceof HTMLInputElement && control.type === "number"
    ? control.valueAsNumber
    : control.value;
}

/** @param {Control} control @param {string | number | boolean} value */
function setValue(control, value) {
  if (typeof value === "boolean") /** @type {HTMLInputElement} */ (control).checked = value;
  else if (control.value !== String(value)) control.value = String(value);
}

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountSettings(root, store, actions) {
  const dialog = /** @type {HTMLDialogElement} */ (find(root, "#settings-dialog"));
  const form = /** @type {HTMLFormElement} */ (find(dialog, "form"));
  const status = find(form, "[role=status]");
  const open = find(root, "[data-testid=room-settings]");
  const close = find(dialog, "[data-testid=close-room]");
  const password = find(dialog, "[data-part=password]");
  const kept = find(dialog, "[data-part=password-kept]");
  const { texts } = actions.config;
  const gone = new AbortController();
  const { signal } = gone;
  const controls = new Map(
    [...form.elements].flatMap((part) => {
      const control = /** @type {Control} */ (part);
      return control.name ? [[/** @type {Field} */ (control.name), control]] : [];
    }),
  );
  const seats = Number(/** @type {HTMLInputElement} */ (controls.get("max_users")).max);
  let room = /** @type {Room} */ ({ id: "", name: "" });
  let base = formOf(room);
  let is_saving = false;

  /** @returns {RoomForm} */
  const typed = () => {
    const entries = [...controls].map(([field, control]) => [field, valueOf(control)]);
    return { ...base, ...Object.fromEntries(entries) };
  };

  /** @param {RoomForm} values */
  const fillIn = (values) => {
    for (const [field, control] of controls) setValue(control, values[field]);
    drawPassword();
  };

  const drawPassword = () => {
    password.hidden = !typed().is_private;
    kept.hidden = !base.is_private;
  };

  /** @param {Partial<Record<Field, string>>} problems */
  const show = (problems) => {
    for (const [field, control] of controls) {
      const line = form.querySelector(`[data-wrong=${field}]`);
      if (line) write(line, problems[field] ? fill(texts[problems[field]], { seats }) : "");
      control.setAttribute("aria-invalid", String(Boolean(problems[field])));
    }
    const first = [...controls.keys()].find((field) => problems[field]);
    if (first) controls.get(first)?.focus();
  };

  /** Somebody else's edit: the rest follows it. @param {Room} fresh */
  const follow = (fresh) => {
    const values = rebased(base, typed(), formOf(fresh));
    room = fresh;
    base = formOf(fresh);
    fillIn(values);
  };

  const save = async () => {
    const now = typed();
    const problems = problemsOf(now, { seats, was_private: base.is_private });
    show(problems);
    write(status, "");
    if (Object.keys(problems).length > 0) return;
    const changes = changesOf(base, now);
    if (changes) await send(changes);
    else dialog.close();
  };

  /** @param {Record<string, unknown>} changes */
  const send = async (changes) => {
    is_saving = true;
    const answer = await actions.editRoom({ ...changes, version: room.version });
    is_saving = false;
    if (answer.ok) {
      dialog.close();
      actions.notify({ key: "notice_room_saved", tone: "info" });
      return;
    }
    if (answer.code === CONFLICT && answer.data) follow(answer.data);
    show(problemsIn(answer.details));
    write(status, answer.code === CONFLICT ? texts.room_conflict : answer.message);
  };

  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    void save();
  };

  const begin = () => {
    room = store.getState().room ?? room;
    base = formOf(room);
    fillIn(base);
    show({});
    write(status, "");
    showDialog(dialog);
  };

  const end = async () => {
    const question = { text: texts.ask_close, hint: texts.ask_close_hint, yes: texts.close_room };
    if (!(await confirmed(question))) return;
    const { ok, message } = await actions.closeRoom();
    if (ok) dialog.close();
    else write(status, message);
  };

  /** @param {State} state */
  const draw = (state) => {
    const is_allowed = may(state, "manage");
    open.hidden = !is_allowed;
    close.hidden = state.you?.role !== "host";
    if (!dialog.open) return;
    if (!is_allowed) dialog.close();
    else if (state.room && state.room.version !== room.version) {
      // The room's new version may be one's own work, and be here before the answer.
      if (!is_saving && touched(base, typed()).length > 0) write(status, texts.room_edited);
      follow(state.room);
    }
  };

  mountDialog(dialog, signal);
  open.addEventListener("click", begin, { signal });
  form.addEventListener("submit", submit, { signal });
  form.addEventListener("change", drawPassword, { signal });
  close.addEventListener("click", () => void end(), { signal });
  draw(store.getState());
  const off = store.subscribe((state, before) => {
    if (state.room !== before.room || state.you !== before.you) draw(state);
  });
  return () => {
    off();
    gone.abort();
  };
}
