/**
 * The way to the debug panel (S1 §4.1.5.6): five clicks on the room's name, Ctrl+Shift+D, or three
 * fingers held on the page. The panel is a file of its own, fetched when it is opened.
 */

import { find } from "../lib/dom.js";
import { isHeldStill } from "./state/touch.js";

const CLICKS = 5;
const CLICK_GAP_MS = 1000;
const FINGERS = 3;
const HOLD_MS = 800;

/** @typedef {import("./controller.js").Controller} Controller */

/**
 * Call `act` at the fifth click of a row.
 * @param {HTMLElement} element
 * @param {() => void} act
 */
function onFiveClicks(element, act) {
  let count = 0;
  let last_ms = 0;
  element.addEventListener("click", ({ timeStamp }) => {
    count = timeStamp - last_ms > CLICK_GAP_MS ? 1 : count + 1;
    last_ms = timeStamp;
    if (count < CLICKS) return;
    count = 0;
    act();
  });
}

/** @param {TouchList} touches */
function placesOf(touches) {
  return Array.from(touches, ({ clientX: x, clientY: y }) => ({ x, y }));
}

/** @param {() => void} act */
function onThreeFingers(act) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {{ x: number, y: number }[]} */
  let began = [];
  const end = () => clearTimeout(timer);
  document.addEventListener("touchstart", ({ touches }) => {
    end();
    began = placesOf(touches);
    if (touches.length === FINGERS) timer = setTimeout(act, HOLD_MS);
  });
  document.addEventListener("touchmove", ({ touches }) => {
    if (!isHeldStill(began, placesOf(touches))) end();
  });
  for (const name of ["touchend", "touchcancel"]) document.addEventListener(name, end);
}

/** @param {() => void} act */
function onKeys(act) {
  document.addEventListener("keydown", (event) => {
    if (!event.ctrlKey || !event.shiftKey || event.code !== "KeyD") return;
    event.preventDefault();
    act();
  });
}

/** @param {Controller} controller its page has asked for debugging */
export function mountDebugDoor(controller) {
  /** @type {{ close: () => void } | null} */
  let panel = null;
  let is_coming = false;

  const open = async () => {
    is_coming = true;
    try {
      const { openPanel } = await import("./debug/panel.js");
      panel = openPanel(controller, () => {
        panel = null;
        controller.tracker.debugClosed();
      });
      controller.tracker.debugOpened();
    } catch (error) {
      console.warn("xiaowo: no debug panel:", error);
    }
    is_coming = false;
  };
  const toggle = () => {
    if (panel) panel.close();
    else if (!is_coming) void open();
  };

  onFiveClicks(find(document, ".room-head h1"), toggle);
  onThreeFingers(toggle);
  onKeys(toggle);
}
