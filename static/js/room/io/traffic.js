/** What has gone over the line, counted for whoever looks into the page: numbers and the last of each. */

/** @typedef {{ type: string, data: unknown, at_ms: number }} Passed `at_ms`: on the cloud clock */

/** Counts the frames of one page. */
export class Traffic {
  sent = 0;
  received = 0;
  /** Texts of the server that were not understood. */
  refused = 0;
  /** Frames that were not sent because there was no line. */
  dropped = 0;
  /** @type {Passed | null} */
  last_sent = null;
  /** @type {Passed | null} pongs left out, which would hide everything else */
  last_received = null;
  /** @type {number | null} from arrival to the end of what it caused here, ms */
  handled_ms = null;
}
