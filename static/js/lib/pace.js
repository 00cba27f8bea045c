/** What has to be looked at again and again is looked at only while something runs. */

/**
 * @template S
 * @param {{ getState: () => S, subscribe: (listener: () => void) => () => void }} store
 * @param {(state: S) => boolean} runs
 * @param {number} gap_ms
 * @param {() => void} act
 * @returns {() => void} ends it
 */
export function everyWhile(store, runs, gap_ms, act) {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
  };
  const fit = () => {
    if (!runs(store.getState())) stop();
    else timer ??= setInterval(act, gap_ms);
  };
  fit();
  const off = store.subscribe(fit);
  return () => {
    off();
    stop();
  };
}
