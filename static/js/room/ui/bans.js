/** Who is kept out of the room, in its settings, and letting them in again. */

import { drawList, find, stamp, write } from "../../lib/dom.js";
import { fill } from "../../lib/format.js";

/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */
/** @typedef {{ id: string, nickname: string }} Ban */

/**
 * @param {Element} root
 * @param {RoomStore} _store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountBans(root, _store, actions) {
  const part = find(root, "[data-part=bans]");
  const open = find(root, "[data-testid=room-settings]");
  const list = find(part, "ul");
  const status = find(part, "[role=status]");

  /** @param {Ban} ban */
  const lift = async ({ id }) => {
    const { ok, message } = await actions.liftBan(id);
    write(status, ok ? "" : message);
    if (ok) await load();
  };

  /** @param {Ban} ban @returns {HTMLElement} */
  const make = (ban) => {
    const item = stamp("ban-template");
    const button = find(item, "button");
    button.setAttribute("aria-label", fill(actions.config.texts.lift_ban, { name: ban.nickname }));
    button.addEventListener("click", () => void lift(ban));
    return item;
  };

  /** @param {HTMLElement} item @param {Ban} ban */
  const draw = (item, { nickname }) => write(find(item, "bdi"), nickname);

  const load = async () => {
    write(status, "");
    const { ok, data } = await actions.bans();
    const bans = /** @type {Ban[]} */ (ok ? data.results : []);
    part.hidden = bans.length === 0;
    drawList(list, bans, { key: ({ id }) => id, make, draw });
  };

  const ask = () => void load();
  open.addEventListener("click", ask);
  return () => open.removeEventListener("click", ask);
}
