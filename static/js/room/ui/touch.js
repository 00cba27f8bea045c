/**
 * Fingers on the picture: a tap wakes or hides the buttons, in the middle it plays or pauses; a
 * double tap at a side goes 5 s; a drag sideways seeks when the finger lets go, up and down at the
 * right is the volume.
 */

import { find, write } from "../../lib/dom.js";
import { clockTime } from "../../lib/format.js";
import { dragOf, seekTarget, volumeTarget, zoneOf } from "../state/touch.js";
import { durationOf, isLive, may } from "../state/views.js";

const STEP_S = 5;
const DOUBLE_MS = 300;
const SHOWN_MS = 700;

/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */
/** @typedef {{ x: number, y: number, from_s: number, volume: number, kind: "seek" | "volume" | null }} Touch */

/**
 * @param {HTMLElement} root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountTouch(root, store, actions) {
  const room = find(root, "#room");
  const screen = find(root, "#screen");
  const hint = find(root, "#touch-hint");
  const gone = new AbortController();
  const { signal } = gone;
  /** @type {Touch | null} */
  let touch = null;
  let was_asleep = false;
  let last = { zone: "", at_ms: -Infinity };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {string} text @param {string} zone where it is shown */
  const tell = (text, zone) => {
    clearTimeout(timer);
    hint.dataset.zone = zone;
    hint.hidden = false;
    write(hint, text);
    timer = setTimeout(() => void (hint.hidden = true), SHOWN_MS);
  };

  /** @param {Event} event @returns {boolean} not on a button or a cover, and somebody watches */
  const isOnPicture = ({ target }) =>
    store.getState().joined && (target === screen || target instanceof HTMLVideoElement);

  /** @param {PointerEvent} event */
  const down = (event) => {
    if (event.pointerType !== "touch" || !event.isPrimary || !isOnPicture(event)) return;
    const { left, top } = screen.getBoundingClientRect();
    const { clientX, clientY } = event;
    const own = { from_s: actions.position(), volume: actions.screen.read().volume };
    touch = { x: clientX - left, y: clientY - top, kind: null, ...own };
  };

  /** @param {PointerEvent} event */
  const move = ({ clientX, clientY }) => {
    if (!touch) return;
    const { left, top, width, height } = screen.getBoundingClientRect();
    const [dx, dy] = [clientX - left - touch.x, clientY - top - touch.y];
    touch.kind ??= dragOf({ x: touch.x, dx, dy, width });
    if (touch.kind === "volume") turn(volumeTarget(touch.volume, dy, height));
    else if (touch.kind === "seek") preview(dx, width);
  };

  /** @param {number} volume */
  const turn = (volume) => {
    actions.screen.setVolume(volume);
    if (actions.screen.can_turn) tell(`${Math.round(volume * 100)} %`, "right");
  };

  /** @param {number} dx @param {number} width @returns {number} seconds where the drag leads */
  const preview = (dx, width) => {
    const from_s = touch?.from_s ?? 0;
    const to = seekTarget(from_s, dx, { width, duration: durationOf(store.getState()) });
    const sign = to < from_s ? "\u2212" : "+";
    const place = isLive(store.getState()) ? "" : `${clockTime(to)}  `;
    tell(`${place}${sign}${Math.round(Math.abs(to - from_s))}`, "middle");
    return to;
  };

  /** @param {PointerEvent} event */
  const up = (event) => {
    const { left, width } = screen.getBoundingClientRect();
    const ended = touch;
    if (ended?.kind === "seek") actions.seek(preview(event.clientX - left - ended.x, width));
    touch = null;
    if (ended && !ended.kind) tap(zoneOf(ended.x, width));
  };
  const cancel = () => void (touch = null);

  /** @param {"left" | "middle" | "right"} zone */
  const tap = (zone) => {
    const now_ms = performance.now();
    const is_again = zone === last.zone && now_ms - last.at_ms < DOUBLE_MS;
    last = { zone, at_ms: now_ms };
    if (zone === "middle" && !was_asleep) actions.toggle();
    else if (is_again && zone !== "middle") step(zone);
    else if (!was_asleep) room.dispatchEvent(new Event("doze"));
  };

  /** @param {"left" | "right"} zone */
  const step = (zone) => {
    const by = zone === "left" ? -STEP_S : STEP_S;
    actions.skip(by);
    if (may(store.getState(), "control")) tell(`${by < 0 ? "\u2212" : "+"}${STEP_S}`, zone);
  };

  /** Before anything wakes the buttons. */
  const look = () => void (was_asleep = room.dataset.idle !== undefined);

  room.addEventListener("pointerdown", look, { capture: true, signal });
  screen.addEventListener("pointerdown", down, { signal });
  screen.addEventListener("pointermove", move, { signal });
  screen.addEventListener("pointerup", up, { signal });
  screen.addEventListener("pointercancel", cancel, { signal });
  return () => {
    clearTimeout(timer);
    gone.abort();
  };
}
