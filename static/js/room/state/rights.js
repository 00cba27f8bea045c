/**
 * Who may do what, and what one may do with another member. The same table as the server's, held
 * together by `tests/vectors/rights.json`; the server decides, the page only explains beforehand.
 */

/** @typedef {import("./types.js").Member} Member */
/** @typedef {import("./types.js").Permissions} Permissions */
/** @typedef {import("./types.js").Role} Role */
/** @typedef {import("./types.js").You} You */
/** @typedef {keyof Permissions} Right */

/** In the order in which people are asked about them. @type {readonly Right[]} */
export const RIGHTS = Object.freeze(["control", "chat", "media", "manage"]);

/** @type {Record<Role, readonly Right[]>} */
const DEFAULTS = { host: RIGHTS, admin: RIGHTS, guest: ["control", "chat"] };

/**
 * @param {Right} right
 * @param {{ role: Role, permissions?: Partial<Permissions> }} who
 * @param {boolean} allow_control
 * @returns {boolean}
 */
function has(right, { role, permissions = {} }, allow_control) {
  if (role === "host") return true;
  const override = permissions[right];
  if (override !== undefined) return override;
  if (right === "control" && role === "guest" && !allow_control) return false;
  return DEFAULTS[role].includes(right);
}

/**
 * What somebody may, after the room's setting and their own overrides.
 * @param {{ role: Role, permissions?: Partial<Permissions> }} who
 * @param {boolean} allow_control the room's setting: guests control the picture
 * @returns {Permissions}
 */
export function rightsOf(who, allow_control) {
  const entries = RIGHTS.map((right) => [right, has(right, who, allow_control)]);
  return /** @type {Permissions} */ (Object.fromEntries(entries));
}

/** @typedef {"hand_over" | "make_admin" | "make_guest" | "mute_10" | "mute_60" | "unmute" | "kick" | "ban"} Deed */
/**
 * What one may do with a member: the deeds, the rights that one may give or take, and a key for
 * why the rest is withheld; null where nothing is withheld.
 * @typedef {{ deeds: readonly Deed[], rights: readonly Right[], why: string | null }} Powers
 */

/** @type {Powers} */
const NONE = Object.freeze({ deeds: [], rights: [], why: null });

/** @param {Member} member @returns {readonly Deed[]} */
const mutesOf = ({ muted_until }) => (muted_until ? ["unmute"] : ["mute_10", "mute_60"]);

/**
 * What one may do with a member. Managers mute guests, send them out and change their rights, but
 * give none that they lack; only the host makes and unmakes admins and hands the room over.
 * @param {You | null} you
 * @param {Member} member
 * @returns {Powers}
 */
export function powersOver(you, member) {
  const { session_id, role } = member;
  if (!you?.permissions.manage || session_id === you.session_id) return NONE;
  if (you.role === "host") {
    const turn = role === "admin" ? "make_guest" : "make_admin";
    return { deeds: [turn, "hand_over", ...mutesOf(member), "kick", "ban"], rights: RIGHTS, why: null };
  }
  if (role !== "guest") return { ...NONE, why: `why_${role}` };
  const rights = RIGHTS.filter((right) => you.permissions[right]);
  return { deeds: [...mutesOf(member), "kick", "ban"], rights, why: "why_host_only" };
}

/**
 * The overrides after one right is given or taken; what equals the default needs none.
 * @param {Member} member
 * @param {Right} right
 * @param {boolean} is_given
 * @param {boolean} allow_control
 * @returns {Partial<Permissions>}
 */
export function overridesWith({ role, permissions }, right, is_given, allow_control) {
  const { [right]: _, ...others } = permissions ?? {};
  const is_default = has(right, { role, permissions: others }, allow_control) === is_given;
  return is_default ? others : { ...others, [right]: is_given };
}

/**
 * Why somebody is not let in, where the server's sentence says less than its details.
 * @param {Record<string, readonly string[]>} details
 * @returns {string} key of a text, or nothing
 */
export function whyNotIn({ approval, room_id }) {
  if (approval) return approval.includes("refused") ? "over_refused" : "over_knock";
  return room_id?.includes("locked") ? "over_locked" : "";
}
