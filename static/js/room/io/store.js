/**
 * One place for what the page knows. Views subscribe, actions are dispatched; the rules are in the
 * reducer.
 */

/**
 * @template S, A
 * @typedef {object} Store
 * @property {() => S} getState
 * @property {(action: A) => void} dispatch
 * @property {(listener: (state: S, before: S) => void) => () => void} subscribe
 */

/**
 * @template S, A
 * @param {(state: S, action: A) => S} reduce
 * @param {S} initial
 * @returns {Store<S, A>}
 */
export function createStore(reduce, initial) {
  let state = initial;
  /** @type {Set<(state: S, before: S) => void>} */
  const listeners = new Set();
  /** News that is yet to be told, oldest first: a listener may dispatch, and all hear it in this order.
   * @type {[S, S][]} */
  const news = [];
  let is_telling = false;

  const tellAll = () => {
    is_telling = true;
    try {
      for (let told = news.shift(); told; told = news.shift()) {
        for (const listener of [...listeners]) listener(...told);
      }
    } finally {
      is_telling = false;
    }
  };

  return {
    getState: () => state,
    dispatch(action) {
      const before = state;
      state = reduce(state, action);
      if (state === before) return;
      news.push([state, before]);
      if (!is_telling) tellAll();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
