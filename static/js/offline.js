/** The page without a network: says what is wrong and comes back by itself. */

import { find } from "./lib/dom.js";

const EVERY_MS = 5000;
const ALIVE = "/livez";

/** @param {"offline" | "unreachable" | "trying"} state */
function show(state) {
  for (const text of document.querySelectorAll("[data-state]")) {
    /** @type {HTMLElement} */ (text).hidden = text.getAttribute("data-state") !== state;
  }
}

async function comeBack() {
  if (!navigator.onLine) return show("offline");
  try {
    const answer = await fetch(ALIVE, { cache: "no-store" });
    if (answer.ok) return location.reload();
  } catch {
    // Said below, as it is when the server answers that it is not well.
  }
  show("unreachable");
}

/** The clip is there only for those who have seen it before. */
async function offerClip() {
  const part = find(document, "#offline-clip");
  const video = find(part, "video");
  part.hidden = !("caches" in window) || !(await caches.match(video.getAttribute("src") ?? ""));
}

show(navigator.onLine ? "trying" : "offline");
setInterval(comeBack, EVERY_MS);
setInterval(offerClip, EVERY_MS);
window.addEventListener("online", comeBack);
window.addEventListener("offline", () => show("offline"));
void comeBack();
void offerClip();
