/** The field for what one says: what it answers, how long one must wait, whether it flies. */

import { find, write } from "../../lib/dom.js";
import { fill } from "../../lib/format.js";
import { isSilent } from "../state/views.js";

const TICK_MS = 500;
const KEY = "danmaku_send";

/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountChatForm(root, store, actions) {
  const form = find(root, "#chat-form");
  const input = /** @type {HTMLInputElement} */ (find(root, "[data-testid=chat-input]"));
  const send = /** @type {HTMLButtonElement} */ (find(form, "[data-testid=chat-send]"));
  const fly = find(form, "[data-testid=chat-fly]");
  const wait = find(form, "#chat-wait");
  const reply = find(root, "#chat-reply");
  const { texts } = actions.config;
  const gone = new AbortController();
  const { signal } = gone;
  let flies = Boolean(actions.memory.recall(KEY, false));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @returns {number} whole seconds until one may speak again */
  const left = () =>
    Math.max(0, Math.ceil((store.getState().talk.slow_until - actions.cloudNow()) / 1000));

  /** The field keeps the focus: what is typed on must not become the room's keys. @param {State} state */
  const draw = (state) => {
    clearTimeout(timer);
    const is_muted = isSilent(state);
    const seconds = left();
    input.readOnly = is_muted;
    input.setAttribute("aria-disabled", String(is_muted));
    send.disabled = is_muted || seconds > 0;
    wait.hidden = seconds === 0;
    write(wait, seconds ? fill(texts.chat_wait, { s: seconds }) : "");
    if (seconds > 0) timer = setTimeout(() => draw(store.getState()), TICK_MS);
    fly.hidden = !mayFly(state);
    fly.setAttribute("aria-pressed", String(flies));
  };

  /** @param {State} state @returns {boolean} */
  const mayFly = ({ room }) => room?.settings?.danmaku !== false;

  /** @param {State} state */
  const drawReply = ({ talk: { replying } }) => {
    reply.hidden = replying === null;
    if (!replying) return;
    write(find(reply, "bdi"), replying.nickname);
    write(find(reply, "span"), replying.text);
  };

  /** @param {Event} event */
  const say = (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (!text || input.readOnly || left() > 0) return;
    actions.chat(text, flies && mayFly(store.getState()));
    input.value = "";
  };

  /** What was not taken stands in the field again, before what has been typed since. */
  const giveBack = (/** @type {string} */ text) => {
    input.value = [text, input.value].filter(Boolean).join(" ");
  };

  const turn = () => {
    flies = !flies;
    actions.memory.keep(KEY, flies);
    draw(store.getState());
    input.focus();
  };

  const stopReply = () => {
    actions.replyTo(null);
    input.focus();
  };

  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (event.key !== "Escape" || !store.getState().talk.replying) return;
    event.stopPropagation();
    actions.replyTo(null);
  };

  form.addEventListener("submit", say, { signal });
  input.addEventListener("input", () => actions.types(input.value), { signal });
  input.addEventListener("keydown", key, { signal });
  fly.addEventListener("click", turn, { signal });
  find(reply, "button").addEventListener("click", stopReply, { signal });
  draw(store.getState());
  const off = store.subscribe((state, before) => {
    const { talk } = state;
    const is_slower = talk.slow_until !== before.talk.slow_until;
    const is_other = state.you !== before.you || isSilent(state) !== isSilent(before);
    if (is_other || state.room !== before.room || is_slower) draw(state);
    if (talk.replying !== before.talk.replying) drawReply(state);
    if (talk.unsaid && talk.unsaid !== before.talk.unsaid) giveBack(talk.unsaid.text);
  });
  return () => {
    off();
    clearTimeout(timer);
    gone.abort();
  };
}
