/** The rooms this browser was in lately. Pure: what is kept comes in, what to keep goes out. */

/** A room left longer ago than this is not offered as the way back (S1 §3.2). */
export const BACK_MS = 15 * 60_000;
/** A session lives for a day, and so does this list. */
const KEPT_MS = 24 * 3_600_000;
const KEPT = 6;

/** @typedef {{ id: string, name: string, at: number }} Visit `at` is when it was last seen, ms */

/** What another version or another hand has written is not trusted. @param {unknown} value */
const isVisit = (value) => {
  const visit = /** @type {Partial<Visit> | null} */ (value);
  return (
    typeof visit === "object" &&
    /^[0-9A-Z]{6}$/.test(visit?.id ?? "") &&
    typeof visit?.name === "string" &&
    Number.isFinite(visit.at)
  );
};

/**
 * @param {unknown} kept
 * @param {number} now_ms
 * @returns {Visit[]} the newest first
 */
export function recentRooms(kept, now_ms) {
  const visits = /** @type {Visit[]} */ (Array.isArray(kept) ? kept.filter(isVisit) : []);
  return visits
    .filter(({ at }) => at <= now_ms && now_ms - at < KEPT_MS)
    .sort((one, other) => other.at - one.at)
    .slice(0, KEPT);
}

/**
 * @param {unknown} kept
 * @param {Visit} visit
 * @returns {Visit[]} what to keep now
 */
export function withVisit(kept, visit) {
  const others = recentRooms(kept, visit.at).filter(({ id }) => id !== visit.id);
  return [visit, ...others].slice(0, KEPT);
}

/**
 * @param {unknown} kept
 * @param {number} now_ms
 * @returns {Visit | null} the room that somebody may have left by mistake
 */
export function wayBack(kept, now_ms) {
  const [last] = recentRooms(kept, now_ms);
  return last && now_ms - last.at <= BACK_MS ? last : null;
}
