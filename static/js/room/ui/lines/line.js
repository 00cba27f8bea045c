/** One line of the chat: who, when, what it answers, and its words and links. */

import { avatarUrl } from "../../../lib/avatar.js";
import { find, stamp, write } from "../../../lib/dom.js";
import { fill, timeOfDay } from "../../../lib/format.js";
import { isForMe } from "../../state/mentions.js";
import { partsOf } from "../../state/text.js";

/** @typedef {import("../../state/types.js").Config} Config */
/** @typedef {import("../../state/types.js").Message} Message */
/** @typedef {import("../../state/talk.js").Saying} Saying */
/** @typedef {import("../../state/reducer.js").State} State */

/** @returns {HTMLElement} */
export function makeLine() {
  return stamp("line-template");
}

/** @param {import("../../state/text.js").Part} part @returns {Node} */
function nodeOf({ text, href }) {
  if (!href) return document.createTextNode(text);
  const link = document.createElement("a");
  link.href = href;
  link.target = "_blank";
  link.rel = "noopener noreferrer nofollow";
  link.textContent = text;
  return link;
}

/** @param {HTMLElement} element @param {string} text */
function writeText(element, text) {
  if (element.textContent !== text) element.replaceChildren(...partsOf(text).map(nodeOf));
}

/** @param {HTMLElement} item @param {string | undefined} avatar */
function drawFace(item, avatar) {
  const image = /** @type {HTMLImageElement} */ (find(item, "img"));
  if (image.getAttribute("src") !== avatarUrl(avatar)) image.src = avatarUrl(avatar);
}

/**
 * @param {HTMLElement} item
 * @param {import("../../state/types.js").Quote | undefined} quote
 * @param {Record<string, string>} texts
 */
function drawQuote(item, quote, texts) {
  const button = /** @type {HTMLButtonElement} */ (find(item, ".line-quote"));
  button.hidden = !quote;
  if (!quote) return;
  button.disabled = quote.text === "";
  button.dataset.quotes = quote.message_id;
  write(find(button, "bdi"), quote.nickname);
  write(find(button, "span"), quote.text || texts.line_deleted);
}

/**
 * @param {HTMLElement} item
 * @param {Message} message
 * @param {State} state
 * @param {Config} config
 */
export function drawLine(item, message, { you, messages }, { texts, locale }) {
  const time = /** @type {HTMLTimeElement} */ (find(item, "time"));
  const for_me = isForMe(message, messages, you?.session_id);
  item.dataset.mine = String(message.session_id === you?.session_id);
  item.dataset.forMe = String(for_me);
  drawFace(item, message.avatar);
  write(find(item, ".line-name"), message.nickname);
  writeText(find(item, ".line-text"), message.text);
  write(find(item, ".line-call"), for_me ? texts.line_for_you : "");
  find(item, ".line-flew").hidden = !message.danmaku;
  drawQuote(item, message.reply_to, texts);
  time.dateTime = new Date(message.at).toISOString();
  write(time, timeOfDay(message.at, locale));
  const more = find(item, "[data-testid=line-more]");
  more.setAttribute("aria-label", fill(texts.line_menu, { name: message.nickname }));
}

/**
 * A line that the room has not shown yet: it is read out, and its links open, when it is there.
 * @param {HTMLElement} item
 * @param {Saying} saying
 * @param {State} state
 * @param {Config} config
 */
export function drawSaying(item, { text, reply_to }, { you, members }, { session, texts }) {
  const me = members.find(({ session_id }) => session_id === you?.session_id);
  item.dataset.mine = "true";
  item.dataset.pending = "";
  item.setAttribute("aria-hidden", "true");
  drawFace(item, me?.avatar ?? session.avatar);
  write(find(item, ".line-name"), me?.nickname ?? session.nickname);
  write(find(item, ".line-text"), text);
  write(find(item, "time"), texts.line_pending);
  drawQuote(item, reply_to ?? undefined, texts);
  /** @type {HTMLButtonElement} */ (find(item, ".line-quote")).disabled = true;
  find(item, "[data-testid=line-more]").hidden = true;
}
