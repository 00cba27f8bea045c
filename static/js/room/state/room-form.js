/**
 * The room's settings as a form holds them: what was typed, what of it is new, and what remains of
 * it when somebody else was faster. Pure.
 */

/** @typedef {import("./types.js").Room} Room */
/**
 * @typedef {object} RoomForm
 * @property {string} name
 * @property {string} description
 * @property {number} max_users
 * @property {boolean} is_private
 * @property {boolean} is_locked
 * @property {string} password always empty at first: the room's own is never told
 * @property {boolean} allow_control
 * @property {boolean} auto_play
 * @property {number} sync_tolerance seconds
 * @property {string} away_policy
 * @property {string} buffer_policy
 * @property {boolean} danmaku
 * @property {number} slow_mode seconds
 * @property {boolean} approval managers say who comes in
 */
/** @typedef {keyof RoomForm} Field */

const SETTINGS = Object.freeze(
  /** @type {const} */ ([
    "allow_control",
    "auto_play",
    "sync_tolerance",
    "away_policy",
    "buffer_policy",
    "danmaku",
    "slow_mode",
    "approval",
  ]),
);

/** @param {Room} room @returns {RoomForm} */
export function formOf({ name, description, max_users, is_private, is_locked, settings = {} }) {
  return {
    name,
    description: description ?? "",
    max_users: max_users ?? 7,
    is_private: is_private ?? false,
    is_locked: is_locked ?? false,
    password: "",
    allow_control: settings.allow_control ?? true,
    auto_play: settings.auto_play ?? false,
    sync_tolerance: settings.sync_tolerance ?? 0.05,
    away_policy: settings.away_policy ?? "pause_room",
    buffer_policy: settings.buffer_policy ?? "host",
    danmaku: settings.danmaku ?? true,
    slow_mode: settings.slow_mode ?? 0,
    approval: settings.approval ?? false,
  };
}

/** @param {RoomForm} base @param {RoomForm} typed @returns {Field[]} what was changed by hand */
export function touched(base, typed) {
  const fields = /** @type {Field[]} */ (Object.keys(base));
  return fields.filter((field) => typed[field] !== base[field]);
}

/**
 * What is to be sent: only what is new, so that two who edit different things do no harm.
 * @param {RoomForm} base what the form started from
 * @param {RoomForm} typed
 * @returns {Record<string, any> | null} null when nothing is new
 */
export function changesOf(base, typed) {
  const fields = touched(base, typed).filter((field) => field !== "password" || typed.is_private);
  if (fields.length === 0) return null;
  /** @type {Record<string, any>} */
  const changes = {};
  for (const field of fields) {
    const holder = isSetting(field) ? (changes.settings ??= {}) : changes;
    holder[field] = typed[field];
  }
  return changes;
}

/** @param {Field} field @returns {boolean} */
function isSetting(field) {
  return SETTINGS.some((setting) => setting === field);
}

/**
 * The form after the room was edited by somebody else: what was typed stays, the rest follows.
 * @param {RoomForm} base
 * @param {RoomForm} typed
 * @param {RoomForm} fresh
 * @returns {RoomForm}
 */
export function rebased(base, typed, fresh) {
  const mine = touched(base, typed).map((field) => [field, typed[field]]);
  return { ...fresh, ...Object.fromEntries(mine) };
}

const NAME_MAX = 60;
const DESCRIPTION_MAX = 500;
const SLOWEST_S = 300;

/**
 * What is wrong before anything is sent: field → key of its sentence.
 * @param {RoomForm} typed
 * @param {{ seats: number, was_private: boolean }} limits
 * @returns {Partial<Record<Field, string>>}
 */
export function problemsOf(typed, { seats, was_private }) {
  const { name, description, max_users, is_private, password, sync_tolerance, slow_mode } = typed;
  /** @type {Partial<Record<Field, boolean>>} */
  const wrong = {
    name: name.trim().length === 0 || [...name.trim()].length > NAME_MAX,
    description: [...description].length > DESCRIPTION_MAX,
    max_users: !Number.isInteger(max_users) || max_users < 1 || max_users > seats,
    password: is_private && !was_private && password === "",
    slow_mode: !Number.isInteger(slow_mode) || slow_mode < 0 || slow_mode > SLOWEST_S,
    sync_tolerance: !(sync_tolerance >= 0.05 && sync_tolerance <= 5),
  };
  return withKeys(Object.keys(wrong).filter((field) => wrong[/** @type {Field} */ (field)]));
}

/** @param {readonly string[]} fields @returns {Partial<Record<Field, string>>} */
function withKeys(fields) {
  return Object.fromEntries(fields.map((field) => [field, `wrong_${field}`]));
}

/**
 * The same of the server's answer, whose settings are named "settings.sync_tolerance".
 * @param {Record<string, unknown>} details
 * @returns {Partial<Record<Field, string>>}
 */
export function problemsIn(details) {
  const names = Object.keys(details).map((path) => path.split(".").pop() ?? "");
  return withKeys(names.filter((name) => Object.hasOwn(formOf({ id: "", name: "" }), name)));
}
