/** The start page's small comforts; without this script its forms work all the same. */

import { recall } from "./room/io/storage.js";

const RECENT_MS = 15 * 60_000;

/** Offer the way back into a room visited a moment ago. */
function offerLastRoom() {
  const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector("#back-to-room"));
  const last = recall("last_room", { id: "", name: "", at: 0 });
  if (!link || !/^[0-9A-Z]{6}$/.test(last.id) || Date.now() - last.at > RECENT_MS) return;
  link.href = `/room/${last.id}`;
  link.title = last.name;
  const code = link.querySelector("b");
  if (code) code.textContent = last.id;
  link.hidden = false;
}

/** One press on a built-in clip fills in its link. */
function offerDemos() {
  const group = /** @type {HTMLElement | null} */ (document.querySelector(".demos"));
  const url = /** @type {HTMLInputElement | null} */ (document.querySelector("[name=media_url]"));
  if (!group || !url) return;
  group.hidden = false;
  group.addEventListener("click", ({ target }) => {
    const chip = target instanceof Element ? target.closest("[data-demo-url]") : null;
    if (chip) url.value = chip.getAttribute("data-demo-url") ?? "";
  });
}

/** Codes are typed in any case and with spaces; show them as they are. */
function tidyCode() {
  const code = /** @type {HTMLInputElement | null} */ (document.querySelector("[name=code]"));
  code?.addEventListener("input", () => {
    const tidy = code.value.toUpperCase().replace(/[^0-9A-Z]/g, "");
    if (tidy !== code.value) code.value = tidy;
  });
}

offerLastRoom();
offerDemos();
tidyCode();
