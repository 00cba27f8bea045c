/**
 * How a browser's player wants to be steered. Most take a change of rate almost silently, though
 * with a sound track entering one costs about 20 ms of film by itself. WebKit stutters at every
 * change (WebKit bug 208142), so there the page bears more and touches less.
 */

/**
 * @typedef {object} Profile
 * @property {number} start_s below this it is never corrected, whatever the room's tolerance
 * @property {number} stop_s a correction ends here
 * @property {number} landing_s tolerance right after a start or a seek
 * @property {number} far_s beyond this it is moved, not pulled
 * @property {boolean} is_coarse pulls with one rate, written once
 */

/** @type {Readonly<Profile>} */
export const USUAL = Object.freeze({
  start_s: 0,
  stop_s: 0.006,
  landing_s: 0.012,
  far_s: Infinity,
  is_coarse: false,
});

/** Without a sound track a correction costs nothing. @type {Readonly<Profile>} */
export const SILENT = Object.freeze({ ...USUAL, stop_s: 0.002, landing_s: 0.004 });

/** @type {Readonly<Profile>} */
export const WEBKIT = Object.freeze({
  start_s: 0.15,
  stop_s: 0.04,
  landing_s: 0.15,
  far_s: 0.4,
  is_coarse: true,
});

/**
 * The profile of a browser; every browser on an iPhone is WebKit, and says so as its vendor.
 * @param {{ vendor?: string }} browser
 * @param {boolean} has_audio
 * @returns {Readonly<Profile>}
 */
export function profileOf({ vendor = "" }, has_audio) {
  if (vendor.startsWith("Apple")) return WEBKIT;
  return has_audio ? USUAL : SILENT;
}
