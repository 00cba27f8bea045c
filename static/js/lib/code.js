/**
 * Finding a room's code in whatever people paste. The same as `rooms/codes.py`; both are held by
 * `tests/vectors/codes.json`.
 */

const LINK = /\/room\/([0-9a-z]{6})(?![0-9a-z])/i;
const ADDRESS = /\S*:\/\/\S*/gi;
const WORD = /(?<![0-9A-Za-z])[0-9A-Za-z]{6}(?![0-9A-Za-z])/g;
const GAPS = /[\s\-_.·,]+/g;

/** Full-width letters become plain ones; invisible characters go. @param {string} text */
const visible = (text) => text.normalize("NFKC").replace(/\p{Cf}/gu, "");

/** In a longer text other words of six letters are just words. @param {string} word */
const isOdd = (word) => (/\d/.test(word) && /\D/.test(word)) || /^[A-Z]+$/.test(word);

/**
 * @param {string} text
 * @returns {string | null} in upper case; null when there is none, or more than one
 */
export function findRoomCode(text) {
  const plain = visible(text);
  const linked = LINK.exec(plain);
  if (linked) return linked[1].toUpperCase();
  const alone = plain.replace(GAPS, "");
  if (/^[0-9A-Za-z]{6}$/.test(alone)) return alone.toUpperCase();
  const words = plain.replace(ADDRESS, " ").match(WORD) ?? [];
  const codes = new Set(words.filter(isOdd).map((word) => word.toUpperCase()));
  return codes.size === 1 ? [...codes][0] : null;
}
