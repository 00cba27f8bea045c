/** What the lock screen, a headset and a keyboard's media keys show and may do: the room's commands. */

import { durationOf, isPlaying, may, rateOf } from "../state/views.js";

const STEP_S = 5;

/** @typedef {import("../state/reducer.js").State} State */
/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {Element} _root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountMediaSession(_root, store, actions) {
  const session = navigator.mediaSession;
  if (!session) return () => {};

  /** @type {Record<string, (details: MediaSessionActionDetails) => void>} */
  const commands = {
    play: () => !actions.showsPause() && actions.play(),
    pause: () => actions.showsPause() && actions.pause(),
    seekbackward: ({ seekOffset }) => actions.skip(-(seekOffset || STEP_S)),
    seekforward: ({ seekOffset }) => actions.skip(seekOffset || STEP_S),
    seekto: ({ seekTime }) => void (seekTime !== undefined && actions.seek(seekTime)),
  };

  /** @param {string} name @param {MediaSessionActionHandler | null} handler a browser may not know it */
  const bind = (name, handler) => {
    try {
      session.setActionHandler(/** @type {MediaSessionAction} */ (name), handler);
    } catch {
      // Then there is no such button either.
    }
  };

  /** @param {State} state */
  const describe = ({ playback }) => {
    const { room_name } = actions.config;
    session.metadata = new MediaMetadata({
      title: playback?.title || room_name,
      artist: room_name,
      artwork: [{ src: "/static/icons/favicon.svg", type: "image/svg+xml", sizes: "any" }],
    });
  };

  /** @param {State} state */
  const place = (state) => {
    const duration = durationOf(state);
    session.playbackState = isPlaying(state) ? "playing" : "paused";
    if (!duration) return;
    const position = Math.min(actions.position(), duration);
    session.setPositionState?.({ duration, position, playbackRate: rateOf(state) });
  };

  /** Without the right to control nothing is offered. @param {State} state */
  const offer = (state) => {
    const is_offered = state.joined && may(state, "control");
    for (const [name, act] of Object.entries(commands)) bind(name, is_offered ? act : null);
  };

  const off = store.subscribe((state, before) => {
    if (state.you !== before.you || state.joined !== before.joined) offer(state);
    if (!state.joined) return;
    if (state.playback?.title !== before.playback?.title || !before.joined) describe(state);
    if (state.playback !== before.playback || state.duration !== before.duration) place(state);
  });
  return () => {
    off();
    for (const name of Object.keys(commands)) bind(name, null);
  };
}
