/**
 * What one may do with a member: rights to give and take, and deeds. What the rules withhold is not
 * shown, but why. Everything follows the room, so that two who edit at once see each other's work.
 */

import { find, write } from "../../lib/dom.js";
import { avatarUrl } from "../../lib/avatar.js";
import { confirmed } from "../../lib/confirm.js";
import { mountDialog } from "../../lib/dialog.js";
import { fill } from "../../lib/format.js";
import { overridesWith, powersOver, rightsOf } from "../state/rights.js";

/** @typedef {import("../state/types.js").Member} Member */
/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../state/rights.js").Deed} Deed */
/** @typedef {import("../state/rights.js").Right} Right */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/** These are asked about first. @type {readonly Deed[]} */
const GRAVE = ["hand_over", "kick", "ban"];

/** @param {State} state @returns {boolean} */
const allowControl = ({ room }) => room?.settings?.allow_control ?? true;

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountMemberDialog(root, store, actions) {
  const dialog = /** @type {HTMLDialogElement} */ (find(root, "#member-dialog"));
  const status = find(dialog, "[role=status]");
  const why = find(dialog, "[data-part=why]");
  const rights = find(dialog, ".rights");
  const boxes = /** @type {HTMLInputElement[]} */ ([...dialog.querySelectorAll("[data-right]")]);
  const buttons = /** @type {HTMLElement[]} */ ([...dialog.querySelectorAll("[data-deed]")]);
  const { texts } = actions.config;
  const gone = new AbortController();
  const { signal } = gone;
  let session_id = "";
  let under_way = Promise.resolve();
  /** What the server has answered, until the room says so too. @type {Member["permissions"] | null} */
  let answered = null;
  /** What was ticked and has no answer yet: until then a box stays as the hand left it. */
  const wished = /** @type {Map<Right, boolean>} */ (new Map());

  /** @returns {Member | undefined} */
  const shown = () => store.getState().members.find((one) => one.session_id === session_id);

  /** @param {State} state */
  const draw = (state) => {
    const member = shown();
    if (!member) {
      dialog.close();
      return;
    }
    const powers = powersOver(state.you, member);
    const image = /** @type {HTMLImageElement} */ (find(dialog, "img"));
    if (image.getAttribute("src") !== avatarUrl(member.avatar)) image.src = avatarUrl(member.avatar);
    write(find(dialog, "bdi"), member.nickname);
    write(find(dialog, ".member-role"), member.role === "guest" ? "" : texts[`role_${member.role}`]);
    drawRights(powers.rights, rightsOf(member, allowControl(state)));
    for (const button of buttons) {
      button.hidden = !powers.deeds.includes(/** @type {Deed} */ (button.dataset.deed));
    }
    why.hidden = powers.why === null;
    write(why, powers.why ? texts[powers.why] : "");
  };

  /** @param {readonly Right[]} given @param {Record<string, boolean>} has */
  const drawRights = (given, has) => {
    rights.hidden = given.length === 0;
    for (const box of boxes) {
      const right = /** @type {Right} */ (box.dataset.right);
      /** @type {HTMLElement} */ (box.parentElement).hidden = !given.includes(right);
      box.checked = wished.get(right) ?? has[right];
    }
  };

  /** @param {Promise<import("../hosting.js").Answer>} asked @returns {Promise<boolean>} */
  const tell = async (asked) => {
    const { ok, message, data } = await asked;
    if (ok) answered = data?.permissions ?? null;
    write(status, ok ? "" : message);
    // What was not allowed is not so: the box goes back to what is.
    if (!ok && dialog.open) draw(store.getState());
    return ok;
  };

  /** @param {Right} right @param {boolean} is_given */
  const turn = async (right, is_given) => {
    const member = shown();
    if (!member) return;
    const known = { ...member, permissions: answered ?? member.permissions };
    const permissions = overridesWith(known, right, is_given, allowControl(store.getState()));
    const asked = actions.changeMember(session_id, { permissions });
    // Before "tell" draws what was refused.
    void asked.then(() => wished.get(right) === is_given && wished.delete(right));
    await tell(asked);
  };

  /** One after the other: each builds upon what the last has left. @param {HTMLInputElement} box */
  const queue = (box) => {
    const { checked } = box;
    const right = /** @type {Right} */ (box.dataset.right);
    wished.set(right, checked);
    under_way = under_way.then(() => turn(right, checked));
  };

  /** @param {string} id @param {number} minutes @returns {Promise<import("../hosting.js").Answer>} */
  const mute = (id, minutes) => {
    const muted_until = new Date(actions.cloudNow() + minutes * 60_000).toISOString();
    return actions.changeMember(id, { muted_until });
  };

  /** @type {Record<Deed, (id: string) => Promise<import("../hosting.js").Answer>>} */
  const deeds = {
    hand_over: (id) => actions.changeMember(id, { role: "host" }),
    make_admin: (id) => actions.changeMember(id, { role: "admin" }),
    make_guest: (id) => actions.changeMember(id, { role: "guest" }),
    mute_10: (id) => mute(id, 10),
    mute_60: (id) => mute(id, 60),
    unmute: (id) => actions.changeMember(id, { muted_until: null }),
    kick: (id) => actions.sendOut(id, false),
    ban: (id) => actions.sendOut(id, true),
  };

  /** @param {HTMLElement} button */
  const press = async (button) => {
    const member = shown();
    const deed = /** @type {Deed} */ (button.dataset.deed);
    if (!member) return;
    const { nickname: name, session_id: id } = member;
    const text = fill(texts[`ask_${deed}`] ?? "", { name });
    const question = { text, hint: texts[`ask_${deed}_hint`], yes: button.textContent?.trim() ?? "" };
    if (GRAVE.includes(deed) && !(await confirmed(question))) return;
    const is_done = await tell(deeds[deed](id));
    if (is_done && dialog.open) dialog.close();
    if (is_done && GRAVE.includes(deed)) find(root, "#tab-members").focus();
  };

  /** @param {Event} event a press on a member's button in the list */
  const open = ({ target }) => {
    const button = target instanceof Element && target.closest("[data-testid=member-menu]");
    const item = button && button.closest("[data-session]");
    if (!item) return;
    session_id = item.getAttribute("data-session") ?? "";
    answered = null;
    wished.clear();
    write(status, "");
    draw(store.getState());
    dialog.showModal();
  };

  mountDialog(dialog, signal);
  find(root, "#members").addEventListener("click", open, { signal });
  for (const box of boxes) box.addEventListener("change", () => queue(box), { signal });
  for (const button of buttons) button.addEventListener("click", () => void press(button), { signal });
  const off = store.subscribe((state, before) => {
    const same = state.members === before.members && state.you === before.you && state.room === before.room;
    if (state.members !== before.members) answered = null;
    if (dialog.open && !same) draw(state);
  });
  return () => {
    off();
    gone.abort();
  };
}
