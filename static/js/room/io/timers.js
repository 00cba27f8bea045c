/**
 * Timers that keep their time while the page is hidden. Browsers slow those of a hidden page down to
 * one a second, later one a minute; those of a worker they mostly leave alone. Both are set, and
 * whichever comes first counts.
 */

const WORKER = new URL("../../lib/timer.worker.js", import.meta.url);

/** @type {Map<number, () => void>} what waits for the worker */
const waiting = new Map();
let last_id = 0;
/** @type {Worker | null | undefined} null: this browser gives none */
let worker;

/** @returns {Worker | null} started with the first timer */
function theWorker() {
  if (worker !== undefined) return worker;
  try {
    worker = new Worker(WORKER);
    worker.onmessage = ({ data }) => waiting.get(data)?.();
  } catch {
    worker = null;
  }
  return worker;
}

/**
 * Call `act` once, after so long.
 * @param {number} delay_ms
 * @param {() => void} act
 * @returns {() => void} calls it off
 */
export function after(delay_ms, act) {
  last_id += 1;
  const id = last_id;
  const forget = () => {
    clearTimeout(timer);
    if (waiting.delete(id)) theWorker()?.postMessage({ id });
  };
  const ring = () => {
    forget();
    act();
  };
  const timer = setTimeout(ring, delay_ms);
  waiting.set(id, ring);
  theWorker()?.postMessage({ id, delay_ms });
  return forget;
}

/**
 * Call `act` again and again. What a hidden page's timer leaves out is not made up.
 * @param {number} gap_ms
 * @param {() => void} act
 * @returns {() => void} ends it
 */
export function every(gap_ms, act) {
  let stop = () => {};
  const next = () => {
    stop = after(gap_ms, next);
    act();
  };
  stop = after(gap_ms, next);
  return () => stop();
}
