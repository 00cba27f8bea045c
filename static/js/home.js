/** Small comforts of the pages around a room; without this script their forms work all the same. */

import { registerWorker } from "./lib/app.js";
import { findRoomCode } from "./lib/code.js";
import { recentRooms, wayBack } from "./lib/recent.js";
import { recall } from "./room/io/storage.js";
import { waitAtTheDoor } from "./room/io/waiting.js";

const WORKER_AFTER_MS = 3000;

/** @template {HTMLElement} [T=HTMLElement] @param {string} selector */
const maybe = (selector) => /** @type {T | null} */ (document.querySelector(selector));

/** @param {HTMLAnchorElement} link @param {import("./lib/recent.js").Visit} visit */
function lead(link, { id, name }) {
  link.href = `/room/${id}`;
  const code = link.querySelector(".code");
  const title = link.querySelector(".room-name");
  if (code) code.textContent = id;
  if (title) title.textContent = name;
}

/** Offer the way back into a room left a moment ago. @returns {string} its code, or nothing */
function offerWayBack() {
  const link = /** @type {HTMLAnchorElement | null} */ (maybe("#back-to-room"));
  const back = wayBack(recall("rooms", []), Date.now());
  if (!link || !back) return "";
  lead(link, back);
  link.hidden = false;
  return back.id;
}

/** The other rooms of this day. @param {string} offered is left out */
function offerRecent(offered) {
  const part = maybe("#recent");
  const pattern = /** @type {HTMLTemplateElement | null} */ (maybe("#recent-template"));
  const known = [offered, part?.dataset.except];
  const visits = recentRooms(recall("rooms", []), Date.now());
  const others = visits.filter(({ id }) => !known.includes(id));
  if (!part || !pattern || others.length === 0) return;
  for (const visit of others) {
    const item = /** @type {DocumentFragment} */ (pattern.content.cloneNode(true));
    const link = item.querySelector("a");
    if (link) lead(link, visit);
    part.querySelector("ul")?.append(item);
  }
  part.hidden = false;
}

/** What is pasted becomes the code in it, so that people see that it was found. */
function takePasted() {
  const field = /** @type {HTMLInputElement | null} */ (maybe("[name=code]"));
  field?.addEventListener("paste", (event) => {
    const code = findRoomCode(event.clipboardData?.getData("text") ?? "");
    if (!code || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    event.target.value = code;
  });
}

/** A form is sent once, however often its button is pressed. */
function sendOnce() {
  for (const form of document.querySelectorAll("form[method=post]")) {
    form.addEventListener("submit", (event) => {
      if (form.getAttribute("aria-busy") === "true") event.preventDefault();
      form.setAttribute("aria-busy", "true");
    });
  }
  // Come back to by the back button, the page is as it was left.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[aria-busy]")) form.removeAttribute("aria-busy");
  });
}

const door = maybe("#waiting");
if (door) waitAtTheDoor(door, () => location.reload());
offerRecent(offerWayBack());
takePasted();
sendOnce();
registerWorker(WORKER_AFTER_MS);
