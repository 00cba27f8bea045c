/**
 * Subtitles out of .srt and .vtt texts. Forgiving: a block that makes no sense is left out, and the
 * rest is kept. Pure: text in, lines out.
 */

/** @typedef {{ start: number, end: number, text: string }} Cue times in seconds */

const TIME = /(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})/;
const ARROW = new RegExp(`${TIME.source}\\s*-->\\s*${TIME.source}`);
/** Tags that a WebVTT cue may keep; all others are dropped. */
const DROPPED_TAGS = /<(?!\/?(?:i|b|u)>)[^>]*>/gi;
/** Places and styles of the SSA kind: {\an8}. */
const STYLES = /\{\\[^}]*\}/g;
const MOST_CUES = 20_000;

/** @param {readonly (string | undefined)[]} found hours, minutes, seconds, fraction @returns {number} */
function secondsOf([hours = "0", minutes = "0", seconds = "0", fraction = "0"]) {
  const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return whole + Number(fraction.padEnd(3, "0")) / 1000;
}

/** @param {string} block lines between two empty ones @returns {Cue[]} one, or none */
function readBlock(block) {
  const lines = block.split("\n");
  const at = lines.findIndex((line) => ARROW.test(line));
  const found = at < 0 ? null : ARROW.exec(lines[at]);
  if (!found) return [];
  const [start, end] = [secondsOf(found.slice(1, 5)), secondsOf(found.slice(5, 9))];
  const text = lines.slice(at + 1).join("\n").replace(STYLES, "").replace(DROPPED_TAGS, "").trim();
  return text && end > start ? [{ start, end, text }] : [];
}

/**
 * @param {string} text of a file
 * @returns {Cue[]} in order of time; none when it is no subtitle file
 */
export function parseCaptions(text) {
  const plain = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  const cues = plain.split(/\n{2,}/).flatMap(readBlock);
  return cues.sort((a, b) => a.start - b.start).slice(0, MOST_CUES);
}

/**
 * @param {Cue} cue
 * @param {number} offset_s positive: shown later
 * @returns {Cue | null} null: it would be over before the film begins
 */
export function shifted({ start, end, text }, offset_s) {
  const over = end + offset_s;
  return over > 0 ? { start: Math.max(0, start + offset_s), end: over, text } : null;
}
