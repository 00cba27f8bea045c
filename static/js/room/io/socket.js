/**
 * The page's line to the server: opens, reopens with backoff, replaces a socket that has gone
 * silent, and keeps what the person asked for while it is down.
 */

import { isFinal, reconnectDelay } from "../state/backoff.js";
import { isKept, stillWanted, unanswered, withNewest } from "../state/outgoing.js";
import { decode, encode, FRAME } from "../state/protocol.js";
import { newId } from "./ids.js";
import { after } from "./timers.js";
import { Traffic } from "./traffic.js";

const CONNECT_MS = 5000;
/** The room shows itself within this once the line is up. */
const ANSWER_MS = 3000;
const ABNORMAL = 1006;

/** @typedef {import("../state/types.js").Frame} Frame */
/** @typedef {import("../state/outgoing.js").Outgoing} Outgoing */
/**
 * @typedef {object} SocketOptions
 * @property {string} url
 * @property {() => number} now cloud clock, ms
 * @property {(frame: Frame, received_ms: number) => void} onFrame
 * @property {(status: "connecting" | "open" | "waiting" | "over", code: number) => void} onStatus
 * @property {(reason: string) => void} onRefused a text from the server that is not understood
 */
/**
 * Stands between the page and its socket, to play a bad line; hands every text on, later, or not.
 * @typedef {(text: string, passOn: (text: string) => void) => void} Shaper
 */

/** @type {Shaper} */
const UNSHAPED = (text, passOn) => passOn(text);

/** A connection to one room that outlives its sockets. */
export class RoomSocket {
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {Outgoing[]} to be sent when the line is up */
  #queue = [];
  /** @type {readonly Outgoing[]} sent, and not answered yet */
  #unanswered = [];
  #callOff = () => {};
  #attempt = 0;
  #is_open = false;
  #is_over = false;
  #is_cut = false;
  traffic = new Traffic();
  /** @type {Shaper} */
  shaper = UNSHAPED;

  /** @param {SocketOptions} options */
  constructor(options) {
    this.options = options;
  }

  /** Open the first socket. */
  start() {
    this.#connect();
  }

  /** @param {number} code why this line is closed for good */
  end(code) {
    if (this.#is_over) return;
    this.#drop();
    this.#is_over = true;
    this.options.onStatus("over", code);
  }

  /** Come back now instead of waiting out the pause (the network or the person is back). */
  nudge() {
    if (!this.#is_over && !this.#is_cut && !this.#socket) this.#connect();
  }

  /** Lay the line down, or take it up again: for trying out what the page does then. @param {boolean} is_cut */
  cut(is_cut) {
    this.#is_cut = is_cut;
    if (is_cut) this.replace();
    else this.nudge();
  }

  /** @returns {boolean} the line was laid down by hand */
  get is_cut() {
    return this.#is_cut;
  }

  /** @param {Shaper | null} shaper what is to stand in between; null: nothing */
  shape(shaper) {
    this.shaper = shaper ?? UNSHAPED;
  }

  /** Give up this socket without waiting for a close event that may never come. */
  replace() {
    if (this.#socket) this.#lost(ABNORMAL);
  }

  /**
   * Send a frame and return its id. While the line is down a person's request is kept, the newest
   * of its kind; anything else is dropped, because it will be stale on return.
   * @param {string} type
   * @param {object} data
   * @returns {string}
   */
  send(type, data) {
    const timestamp = this.options.now();
    const frame = { id: newId(), type, timestamp, asked_ms: performance.now(), data };
    if (this.#is_open) this.#write(frame);
    else if (isKept(frame)) this.#queue = withNewest(this.#queue, frame);
    else this.traffic.dropped += 1;
    return frame.id;
  }

  /** @param {Outgoing} frame written is not delivered: a request is kept until it is answered */
  #write(frame) {
    if (isKept(frame)) this.#unanswered = withNewest(this.#unanswered, frame);
    const socket = this.#socket;
    this.traffic.sent += 1;
    const { type, data, timestamp: at_ms } = frame;
    if (type !== FRAME.PING) this.traffic.last_sent = { type, data, at_ms };
    this.shaper(encode(frame), (text) => {
      if (socket?.readyState === WebSocket.OPEN) socket.send(text);
    });
  }

  #flush() {
    const frames = stillWanted(this.#queue.splice(0), performance.now());
    for (const frame of frames) this.#write(frame);
  }

  #connect() {
    this.#callOff();
    this.options.onStatus("connecting", 0);
    const socket = new WebSocket(this.options.url);
    this.#socket = socket;
    this.#callOff = after(CONNECT_MS, () => this.replace());
    socket.onopen = () => {
      if (socket === this.#socket) this.#await();
    };
    socket.onmessage = ({ data }) =>
      this.shaper(data, (text) => {
        const received_ms = performance.now();
        if (socket === this.#socket) this.#receive(text, received_ms);
      });
    socket.onclose = ({ code }) => {
      if (socket === this.#socket) this.#lost(code);
    };
  }

  /** A line that is up but says nothing is as good as none. */
  #await() {
    this.#callOff();
    this.#callOff = after(ANSWER_MS, () => this.replace());
  }

  /** @param {string} text @param {number} received_ms */
  #receive(text, received_ms) {
    const decoded = decode(text);
    this.traffic.received += 1;
    if (!decoded.ok) {
      this.traffic.refused += 1;
      this.options.onRefused(decoded.reason);
      return;
    }
    // Open is not when the socket says so but when the room has shown itself: a refusal speaks too.
    if (!this.#is_open && decoded.frame.type === FRAME.ROOM_INFO) this.#opened();
    this.#unanswered = unanswered(this.#unanswered, decoded.frame);
    this.options.onFrame(decoded.frame, received_ms);
    if (decoded.frame.type === FRAME.PONG) return;
    const { type, data, timestamp: at_ms } = decoded.frame;
    this.traffic.last_received = { type, data, at_ms };
    this.traffic.handled_ms = performance.now() - received_ms;
  }

  #opened() {
    this.#callOff();
    this.#is_open = true;
    this.#attempt = 0;
    this.options.onStatus("open", 0);
    this.#flush();
  }

  #drop() {
    this.#callOff();
    const socket = this.#socket;
    this.#socket = null;
    this.#is_open = false;
    socket?.close();
  }

  /** @param {number} code */
  #lost(code) {
    this.#drop();
    this.#queue = this.#queue.reduce(withNewest, [...this.#unanswered]);
    this.#unanswered = [];
    if (isFinal(code)) {
      this.end(code);
      return;
    }
    this.options.onStatus("waiting", code);
    const facts = { code, attempt: this.#attempt, random: Math.random() };
    this.#attempt += 1;
    if (this.#is_cut) return;
    this.#callOff = after(reconnectDelay(facts), () => this.#connect());
  }
}
