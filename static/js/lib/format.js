/** Numbers and sentences as people read them. */

/** @param {number} value @returns {string} */
const two = (value) => String(value).padStart(2, "0");

/**
 * 75 → "1:15", 3675 → "1:01:15".
 * @param {number} seconds
 * @returns {string}
 */
export function clockTime(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const tail = two(whole % 60);
  return hours ? `${hours}:${two(minutes)}:${tail}` : `${minutes}:${tail}`;
}

/**
 * Put values into a text's {places}; a place without a value stays as it is.
 * @param {string} text
 * @param {Record<string, string | number>} values
 * @returns {string}
 */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (place, name) =>
    Object.hasOwn(values, name) ? String(values[name]) : place,
  );
}

/**
 * The time of day of an instant, as the locale writes it.
 * @param {number} at_ms
 * @param {string} locale
 * @returns {string}
 */
export function timeOfDay(at_ms, locale) {
  return new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" }).format(at_ms);
}

const HALF_A_DAY_MS = 12 * 3600_000;

/**
 * An instant to come, with its day where the time of day alone could mislead.
 * @param {number} at_ms
 * @param {number} now_ms
 * @param {string} locale
 * @returns {string}
 */
export function timeAhead(at_ms, now_ms, locale) {
  const time = timeOfDay(at_ms, locale);
  if (at_ms - now_ms < HALF_A_DAY_MS) return time;
  const day = new Intl.DateTimeFormat(locale, { month: "short", day: "numeric" }).format(at_ms);
  return `${day} ${time}`;
}
