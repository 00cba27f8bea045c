/**
 * A broadcast has no beginning that all pages share and no end: what can be shown is a window that moves
 * on. The room's line is laid over it as it is; where it leaves the window, this page's picture jumps
 * to the newest part and calls that the room's position, so that everything else goes on as for a film.
 */

/** So far from the window's end there is enough loaded to go on, seconds. */
const EDGE_S = 8;
/** Of a shorter window this part is used. */
const EDGE_SHARE = 0.6;

/** The part of a <video> that is looked at. @typedef {Pick<HTMLVideoElement, "duration" | "seekable">} Shown */

/** How far the room's position is from the video's own. */
export class LiveWindow {
  /** Seconds; 0 for everything that has a beginning. */
  shift_s = 0;

  /** @param {Shown} video */
  constructor(video) {
    this.video = video;
  }

  /** Another film, or the same anew. */
  forget() {
    this.shift_s = 0;
  }

  /**
   * Where the video has to stand to show the room's position.
   * @param {number} position_s
   * @returns {number}
   */
  placeOf(position_s) {
    const { duration, seekable } = this.video;
    const place_s = position_s - this.shift_s;
    if (duration !== Infinity || seekable.length === 0) return place_s;
    const start_s = seekable.start(0);
    const end_s = seekable.end(seekable.length - 1);
    if (place_s >= start_s && place_s <= end_s) return place_s;
    const newest_s = end_s - Math.min(EDGE_S, (end_s - start_s) * EDGE_SHARE);
    this.shift_s = position_s - newest_s;
    return newest_s;
  }
}
