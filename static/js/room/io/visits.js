/**
 * Keeps that this room was looked at, for the way back from the start page: on coming, every minute
 * and on leaving, since a film may last longer than the way back is offered.
 */

import { withVisit } from "../../lib/recent.js";
import { keep, recall } from "./storage.js";

const EVERY_MS = 60_000;

/** @param {{ room_id: string, room_name: string }} config */
export function keepVisits({ room_id, room_name }) {
  const note = () =>
    keep("rooms", withVisit(recall("rooms", []), { id: room_id, name: room_name, at: Date.now() }));
  note();
  setInterval(note, EVERY_MS);
  window.addEventListener("pagehide", note);
}
