/** What a line of chat is made of: words, and links that are safe to follow. Pure. */

/** @typedef {{ text: string, href?: string }} Part */

/**
 * Up to the first space or letter beyond ASCII: in Chinese a sentence goes on right after a link,
 * and a link that was copied has such letters in code.
 */
const LINK = /\bhttps?:\/\/[!-;=?-~]+/gi;
/** Ends the sentence rather than the link. */
const TAIL = /[.,;:!?'"*_~]+$/;
const BRACKETS = Object.freeze([["(", ")"], ["[", "]"], ["{", "}"]]);

/** @param {string} text @param {string} letter @returns {number} */
const count = (text, letter) => text.split(letter).length - 1;

/** @param {string} found @returns {string} without what stands around a link in a sentence */
function trimmed(found) {
  const plain = found.replace(TAIL, "");
  const is_left_over = BRACKETS.some(
    ([open, close]) => plain.endsWith(close) && count(plain, close) > count(plain, open),
  );
  if (is_left_over) return trimmed(plain.slice(0, -1));
  return plain;
}

/**
 * @param {string} text
 * @returns {string | null} an address that may be followed; none with a name before its host, which
 *   looks like one place and leads to another
 */
export function safeHref(text) {
  try {
    const { protocol, username, password, href } = new URL(text);
    const is_plain = username === "" && password === "";
    return is_plain && ["http:", "https:"].includes(protocol) ? href : null;
  } catch {
    return null;
  }
}

/**
 * @param {string} text
 * @returns {Part[]} in order; together they are the text
 */
export function partsOf(text) {
  /** @type {Part[]} */
  const parts = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(LINK)) {
    const link = trimmed(found);
    const href = safeHref(link);
    if (!href) continue;
    if (index > end) parts.push({ text: text.slice(end, index) });
    parts.push({ text: link, href });
    end = index + link.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}
