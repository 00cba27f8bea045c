/** Who asks to be let in, above chat and members, for those who may open. */

import { drawList, find, stamp, write } from "../../lib/dom.js";
import { avatarUrl } from "../../lib/avatar.js";
import { fill } from "../../lib/format.js";
import { may } from "../state/views.js";

/** @typedef {{ session_id: string, nickname: string, avatar: string }} Knock */
/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/** Who has gone from the door tells nobody. */
const AGAIN_MS = 20_000;

/** @param {State} state @returns {boolean} there is a door, and one may open it */
const isDoorkeeper = (state) => Boolean(state.room?.settings?.approval) && may(state, "manage");

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountKnocking(root, store, actions) {
  const part = find(root, "#knocking");
  const list = find(part, "ul");
  const status = find(part, "[role=status]");
  const { texts } = actions.config;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {readonly Knock[]} knocks */
  const show = (knocks) => {
    part.hidden = knocks.length === 0;
    drawList(list, knocks, { key: ({ session_id }) => session_id, make, draw });
    clearTimeout(timer);
    if (knocks.length > 0) timer = setTimeout(() => void load(), AGAIN_MS);
  };

  const load = async () => {
    if (!isDoorkeeper(store.getState())) {
      show([]);
      return;
    }
    const { ok, data } = await actions.knocking();
    if (ok) show(data.results);
  };

  /** @param {Knock} knock @param {boolean} approve */
  const answer = async ({ session_id }, approve) => {
    const { ok, message } = await actions.answerKnock(session_id, approve);
    await load();
    write(status, ok ? "" : message);
  };

  /** @param {Knock} knock @returns {HTMLElement} */
  const make = (knock) => {
    const item = stamp("knock-template");
    for (const [name, approve] of /** @type {const} */ ([["yes", true], ["no", false]])) {
      const button = find(item, `[data-answer=${name}]`);
      button.setAttribute("aria-label", fill(texts[`knock_${name}`], { name: knock.nickname }));
      button.addEventListener("click", () => void answer(knock, approve));
    }
    return item;
  };

  /** @param {HTMLElement} item @param {Knock} knock */
  const draw = (item, { nickname, avatar }) => {
    const image = /** @type {HTMLImageElement} */ (find(item, "img"));
    if (image.getAttribute("src") !== avatarUrl(avatar)) image.src = avatarUrl(avatar);
    write(find(item, "bdi"), nickname);
  };

  void load();
  const off = store.subscribe((state, before) => {
    const has_news = state.knocks !== before.knocks || isDoorkeeper(state) !== isDoorkeeper(before);
    if (has_news) void load();
  });
  return () => {
    off();
    clearTimeout(timer);
  };
}
