/**
 * The service worker: keeps the shell, the offline page and the demo clip, and nothing else. What it
 * keeps is one cache by version; a new version's worker fills its own and removes the old ones.
 */

import { placeOf } from "./places.js";
import { partOf } from "./ranges.js";

/** @typedef {import("./places.js").Plan} Plan */
/** @typedef {Event & { request: Request, respondWith: (answer: Promise<Response>) => void, waitUntil: (work: Promise<unknown>) => void }} FetchEvent */

/** The types of the worker's own world are not those of a page. @type {any} */
const worker = self;
/** @type {Plan} */
const plan = worker.PLAN;
const PREFIX = "xiaowo-";
const CACHE = PREFIX + plan.version;

const install = async () => {
  const cache = await caches.open(CACHE);
  await cache.addAll([plan.offline, ...plan.shell]);
  await worker.skipWaiting();
};

const activate = async () => {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
};

/** Always the newest page; the offline page only when no answer comes. @param {Request} request */
const page = (request) =>
  fetch(request).catch(async (error) => {
    const kept = await caches.match(plan.offline);
    if (kept) return kept;
    throw error;
  });

/** A file that has its content's hash in its name: once fetched, never again. @param {Request} request */
const shell = async (request) => {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request.url);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.status === 200) await cache.put(request.url, answer.clone());
  return answer;
};

/** Fetch the whole clip beside the player's own requests. */
const keepClip = async () => {
  const cache = await caches.open(CACHE);
  const answer = await fetch(plan.clip);
  if (answer.status === 200) await cache.put(plan.clip, answer);
};

/** @type {Promise<void> | null} */
let keeping = null;

/** Once is enough, unless it failed. */
const keepClipOnce = () => {
  keeping ??= keepClip().catch(() => {
    keeping = null;
  });
  return keeping;
};

/** @param {FetchEvent} event */
const clip = async (event) => {
  const kept = await caches.match(plan.clip);
  if (kept) return partOf(await kept.blob(), event.request.headers.get("range"));
  event.waitUntil(keepClipOnce());
  return fetch(event.request);
};

/** @type {Record<string, (event: FetchEvent) => Promise<Response>>} */
const ANSWERS = {
  page: ({ request }) => page(request),
  shell: ({ request }) => shell(request),
  clip,
};

/** A pressed notice brings the room's page to the front, or opens it. @param {any} event */
const notified = async ({ notification }) => {
  const address = new URL(notification.data.path, location.origin).href;
  notification.close();
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = pages.find((/** @type {{ url: string }} */ { url }) => url.split(/[?#]/)[0] === address);
  await (open ? open.focus() : worker.clients.openWindow(address));
};

worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(install()));
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(activate()));
worker.addEventListener("notificationclick", (/** @type {any} */ event) =>
  event.waitUntil(notified(event)),
);
worker.addEventListener("fetch", (/** @type {FetchEvent} */ event) => {
  const place = placeOf(event.request, location.origin, plan);
  if (place !== "none") event.respondWith(ANSWERS[place](event));
});
