/** Sentences at the top of the picture: each stays for a while and goes by itself. */

const SHOWN_MS = { info: 3000, warning: 8000 };

/** @typedef {import("../state/notices.js").Told} Told */
/** @typedef {import("./store.js").Store<import("../state/reducer.js").State, import("../state/reducer.js").Action>} RoomStore */

/** Counts the notices, so that each can be taken down. */
export class Notifier {
  #count = 0;

  /** @param {RoomStore} store */
  constructor(store) {
    this.store = store;
  }

  /** @param {Told} told */
  tell(told) {
    this.#count += 1;
    const id = this.#count;
    this.store.dispatch({ type: "notice", notice: { id, ...told } });
    setTimeout(() => this.store.dispatch({ type: "notice_over", id }), SHOWN_MS[told.tone]);
  }
}
