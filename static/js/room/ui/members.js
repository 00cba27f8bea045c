/** Who is here: role, ready or still loading, how far from the line. */

import { drawList, find, stamp, write } from "../../lib/dom.js";
import { avatarUrl } from "../../lib/avatar.js";
import { fill, timeAhead } from "../../lib/format.js";
import { powersOver } from "../state/rights.js";
import { driftOf, levelOfMember, isReady, roster } from "../state/views.js";

/** @typedef {import("../state/types.js").Member} Member */
/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * What is said of a member first: the thing that explains most.
 * @param {{ online: boolean, ready: boolean, away: boolean, stalled: boolean }} member
 * @returns {string} key of a text
 */
function presenceOf({ online, ready, away, stalled }) {
  if (!online) return "link_off";
  if (away) return "away";
  if (stalled) return "stalled";
  return ready ? "ready" : "not_ready";
}

/** @param {import("../state/types.js").You | null} you @param {Member} member @returns {boolean} */
function hasMenu(you, member) {
  const { deeds, rights, why } = powersOver(you, member);
  return deeds.length > 0 || rights.length > 0 || why !== null;
}

/**
 * @param {Element} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountMembers(root, store, { config, cloudNow }) {
  const list = find(root, "#members");
  const count = find(root, "#member-count");
  const { texts, locale } = config;

  /** @param {HTMLElement} item @param {Member} member @param {State} state */
  const draw = (item, member, state) => {
    const is_me = member.session_id === state.you?.session_id;
    const ready = isReady(state, member);
    // Whoever has just told that the film is loaded is here, whatever an older frame said.
    const online = is_me || ready || member.online !== false;
    const drift_ms = driftOf(state, member);
    const image = /** @type {HTMLImageElement} */ (find(item, "img"));
    if (image.getAttribute("src") !== avatarUrl(member.avatar)) image.src = avatarUrl(member.avatar);
    item.dataset.ready = String(ready);
    item.dataset.online = String(online);
    write(find(item, ".member-name"), member.nickname);
    write(find(item, ".member-me"), is_me ? texts.me : "");
    write(find(item, ".member-role"), member.role === "guest" ? "" : texts[`role_${member.role}`]);
    const { away = false, stalled = false } = member;
    const presence = presenceOf({ online, ready, away: away && !is_me, stalled });
    item.dataset.presence = presence;
    write(find(item, ".member-ready"), texts[presence]);
    const menu = find(item, "[data-testid=member-menu]");
    menu.hidden = !hasMenu(state.you, member);
    menu.setAttribute("aria-label", fill(texts.member_menu, { name: member.nickname }));
    write(find(item, ".member-drift"), drift_ms === null ? "" : driftText(drift_ms));
    write(find(item, ".member-muted"), mutedText(member));
    const level = levelOfMember(state, member);
    item.dataset.level = level ?? "";
    write(find(item, ".member-level"), level === null ? "" : texts[`level_${level}`]);
  };

  /** @param {Member} member @returns {string} */
  const mutedText = ({ muted_until, role }) => {
    if (!muted_until || role === "host") return "";
    return fill(texts.member_muted, { time: timeAhead(Date.parse(muted_until), cloudNow(), locale) });
  };

  /** @param {number} drift_ms @returns {string} */
  const driftText = (drift_ms) => {
    const rounded = Math.round(drift_ms);
    const sign = rounded < 0 ? "−" : "+";
    return fill(texts.drift, { ms: rounded === 0 ? 0 : `${sign}${Math.abs(rounded)}` });
  };

  /** @param {Member} member @returns {HTMLElement} */
  const make = (member) => {
    const item = stamp("member-template");
    item.dataset.session = member.session_id;
    return item;
  };

  /** @param {State} state */
  const drawAll = (state) => {
    drawList(list, roster(state), {
      key: (member) => member.session_id,
      make,
      draw: (item, member) => draw(item, member, state),
    });
    write(count, String(state.members.length || ""));
  };

  drawAll(store.getState());
  return store.subscribe((state, before) => {
    const same =
      state.members === before.members &&
      state.ready === before.ready &&
      state.sync === before.sync &&
      state.you === before.you;
    if (!same) drawAll(state);
  });
}
