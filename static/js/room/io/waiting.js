/**
 * Before the door: asks every few seconds whether somebody has opened, and goes on by itself. The
 * page itself knows what to show then; here is only decided when it is to be fetched anew.
 */

import { request } from "./api.js";

const EVERY_MS = 3000;

/** @typedef {import("./api.js").Answer} Answer */

/**
 * Tell whether there is nothing new: nobody has answered yet, or the server was not reached.
 * @param {Pick<Answer, "ok" | "code" | "details">} answer to the wish to join
 * @returns {boolean}
 */
export function isStillWaiting({ ok, code, details }) {
  return !ok && (code === 0 || Boolean(details.approval?.includes("pending")));
}

/**
 * @param {HTMLElement} part says which room, and holds the page's token
 * @param {() => void} goOn
 */
export function waitAtTheDoor({ dataset: { room, csrf = "" } }, goOn) {
  const config = { api: "/api/v1", csrf_token: csrf, texts: {} };
  let is_asking = false;

  const ask = async () => {
    if (is_asking) return;
    is_asking = true;
    const answer = await request(config, "POST", `/rooms/${room}/join`, {});
    is_asking = false;
    if (isStillWaiting(answer)) return;
    clearInterval(timer);
    goOn();
  };

  const timer = setInterval(() => void ask(), EVERY_MS);
  // A page in the background asks rarely; once it is looked at, at once.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) void ask();
  });
}
