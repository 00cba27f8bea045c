/**
 * A broadcast has no beginning that all pages share and no end: what can be shown is a window that moves
 * on. The room's position is a moment of it, the same on all pages (see state/broadcast.js); where a
 * playlist gives no such moments, each page calls its own newest part the room's position.
 */

import { isMoment, momentNear, positionOf } from "../state/broadcast.js";
import { Moments } from "./moments.js";

/** So far from the window's end there is enough loaded to go on: seconds, and pieces. */
const EDGE_S = 8;
const EDGE_PIECES = 3;
/** Of a shorter window this part is used. */
const EDGE_SHARE = 0.6;
/** The oldest part leaves the window while one gets there. */
const OLDEST_SHARE = 0.2;
/** Whoever is this much behind the newest part is offered to go there. */
const LATE_S = 10;

/** Places of the video, s; newest: with enough behind it to go on. @typedef {{ start: number, oldest: number, newest: number, end: number }} Span */
/** Where the room has to go, as its position cannot be shown. @typedef {{ to_s: number, is_past: boolean }} Mending */

/** What of a broadcast can be seen in one <video>, and which of its moments that is. */
export class LiveWindow {
  /** Position minus place, s; 0 for everything that has a beginning. */
  #shift_s = 0;
  /** Position minus moment, s: whole days; null while what is shown is not the room's moment. */
  #turn_s = /** @type {number | null} */ (null);

  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.video = video;
    this.moments = new Moments(video);
  }

  /** Another film, or the same anew. */
  forget() {
    this.#shift_s = 0;
    this.#turn_s = null;
  }

  /** @returns {number | null} the room's position at the newest part, null where there is none */
  get newest_s() {
    const span = this.#span;
    return span && this.#positionAt(span.newest);
  }

  /** @returns {number} seconds from what is shown to the end of the broadcast as it is by now */
  get behind_s() {
    const span = this.#span;
    if (!span) return 0;
    const { age = 0, targetduration = 0 } = this.moments.playlist ?? {};
    return Math.max(0, span.end + Math.min(age, targetduration) - this.video.currentTime);
  }

  /** @returns {boolean} there is something newer worth going to */
  get is_late() {
    const span = this.#span;
    return span !== null && span.newest - this.video.currentTime > LATE_S;
  }

  /**
   * The room's position that belongs to a place of the video.
   * @param {number} place_s
   * @returns {number}
   */
  positionOf(place_s) {
    this.#lookForEnd();
    const moment_s = this.#turn_s === null ? null : this.moments.at(place_s);
    // hls.js corrects the places of pieces as it comes to know them.
    if (moment_s !== null) this.#shift_s = moment_s + Number(this.#turn_s) - place_s;
    return place_s + this.#shift_s;
  }

  /**
   * Where the video has to stand to show the room's position, as near as its window allows.
   * @param {number} position_s
   * @returns {number}
   */
  placeOf(position_s) {
    this.#lookForEnd();
    const span = this.#span;
    if (!span) return this.#isUnknown(position_s) ? this.video.currentTime : position_s - this.#shift_s;
    const place_s = this.#placeAt(position_s);
    const is_shown = isWithin(place_s, span);
    const shown_s = is_shown ? place_s : this.#nearest(position_s, place_s, span);
    const moment_s = is_shown ? this.moments.at(place_s) : null;
    // Elsewhere the page calls what it shows the room's position: all else goes on as for a film.
    this.#shift_s = position_s - shown_s;
    this.#turn_s = moment_s === null ? null : position_s - momentNear(position_s, moment_s);
    return shown_s;
  }

  /**
   * @param {number} position_s
   * @returns {Mending | null} null when it can be shown, or nobody can tell
   */
  mending(position_s) {
    const span = this.#span;
    if (!span || !this.moments.are_shared) return null;
    const place_s = this.#placeAt(position_s);
    if (isWithin(place_s, span)) return null;
    const nearest_s = this.#nearest(position_s, place_s, span);
    return { to_s: this.#positionAt(nearest_s), is_past: nearest_s === span.oldest };
  }

  /**
   * @param {number} position_s as wished
   * @returns {number} where there is something to show for a while
   */
  within(position_s) {
    const span = this.#span;
    if (!span || !this.moments.are_shared) return position_s;
    const place_s = this.#placeAt(position_s);
    if (place_s < span.start) return this.#positionAt(span.oldest);
    return place_s > span.newest ? this.#positionAt(span.newest) : position_s;
  }

  /** What has an end is a film, also if it was a broadcast until now. */
  #lookForEnd() {
    if (Number.isFinite(this.video.duration)) this.forget();
  }

  /** @param {number} position_s @returns {boolean} of a broadcast, and nothing is known of its places yet */
  #isUnknown(position_s) {
    return isMoment(position_s) && !Number.isFinite(this.video.duration);
  }

  /**
   * The place to show instead of one outside: a position that was never a moment belongs to the newest part.
   * @param {number} position_s
   * @param {number} place_s
   * @param {Span} span
   * @returns {number}
   */
  #nearest(position_s, place_s, span) {
    const is_past = this.moments.are_shared && isMoment(position_s) && place_s < span.start;
    return is_past ? span.oldest : span.newest;
  }

  /** @returns {Span | null} null for a film with an end, and before anything can be shown */
  get #span() {
    const { duration, seekable } = this.video;
    if (duration !== Infinity || seekable.length === 0) return null;
    const { playlist } = this.moments;
    // A browser counts what it has kept, too; but who comes in now could not get it any more.
    const start = Math.max(seekable.start(0), playlist?.fragments[0]?.start ?? -Infinity);
    const end = seekable.end(seekable.length - 1);
    const edge_s = Math.max(EDGE_S, EDGE_PIECES * (playlist?.targetduration ?? 0));
    const newest = end - Math.min(edge_s, (end - start) * EDGE_SHARE);
    return { start, oldest: start + Math.min(EDGE_S, (end - start) * OLDEST_SHARE), newest, end };
  }

  /** @param {number} position_s @returns {number} also outside of the window */
  #placeAt(position_s) {
    return this.moments.placeOf(position_s) ?? position_s - this.#shift_s;
  }

  /** @param {number} place_s @returns {number} the room's position if it went there */
  #positionAt(place_s) {
    const moment_s = this.moments.at(place_s);
    return moment_s === null ? place_s + this.#shift_s : positionOf(moment_s);
  }
}

/** @param {number} place_s @param {Span} span @returns {boolean} */
const isWithin = (place_s, { start, end }) => place_s >= start && place_s <= end;
