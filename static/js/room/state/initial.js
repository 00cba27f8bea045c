/** What a page knows before the first frame, and the shape of all that it knows. */

import { initialChat } from "./chat-reducer.js";
import { initialPage } from "./page.js";

/** @typedef {import("./types.js").Playback} Playback */
/** @typedef {import("./types.js").Member} Member */
/** @typedef {import("./types.js").ReadyStatus} ReadyStatus */
/** @typedef {import("./types.js").Room} Room */
/** @typedef {import("./types.js").You} You */
/** @typedef {import("./page.js").PageState} PageState */
/**
 * @typedef {object} SharedState what the server told
 * @property {Room | null} room
 * @property {readonly Member[]} members
 * @property {Playback | null} playback
 * @property {boolean} playback_is_old true from opening a connection to its first playback state
 * @property {ReadyStatus} ready
 * @property {You | null} you
 * @property {number} knocks how often something was heard from the door; the list is the server's
 */
/** @typedef {SharedState & PageState & import("./chat-reducer.js").ChatState} State */

export const NOBODY_READY = Object.freeze({ total_members: 0, ready_members: 0, member_statuses: {} });

/** @returns {State} before the first frame */
export function initialState() {
  return {
    room: null,
    members: [],
    playback: null,
    playback_is_old: true,
    ready: NOBODY_READY,
    you: null,
    knocks: 0,
    ...initialChat(),
    ...initialPage(),
  };
}
