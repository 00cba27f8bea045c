/** The keys: space, arrows, f, m. Not while somebody types, and not on what has its own use for them. */

const STEP_S = 5;
const VOLUME_STEP = 0.05;
const TYPING = "input:not([type=range]), textarea, select, [contenteditable]";
const PRESSABLE = "button, a, summary, [role=tab]";
// The arrows are the same on the bar as anywhere: its own step would be a tenth of a second.
const SLIDING = "input[type=range]:not([data-testid=seek])";
/** A key that is held down goes on moving; it does not flicker between on and off. */
const ONCE = [" ", "f", "m"];

/** @typedef {import("../controller.js").RoomStore} RoomStore */
/** @typedef {import("../actions.js").Actions} Actions */

/** @type {Record<string, (actions: Actions) => void>} */
const KEYS = {
  " ": (actions) => actions.toggle(),
  ArrowLeft: (actions) => actions.skip(-STEP_S),
  ArrowRight: (actions) => actions.skip(STEP_S),
  ArrowUp: ({ screen }) => screen.changeVolume(VOLUME_STEP),
  ArrowDown: ({ screen }) => screen.changeVolume(-VOLUME_STEP),
  f: ({ screen }) => void screen.toggleFull(),
  m: ({ screen }) => screen.toggleMute(),
};

/** @param {KeyboardEvent} event @returns {boolean} the key belongs to what has the focus */
function isTaken({ key, target, ctrlKey, metaKey, altKey }) {
  if (ctrlKey || metaKey || altKey || !(target instanceof Element)) return true;
  if (target.matches(TYPING) || target.closest("dialog, .menu")) return true;
  if (key === " ") return target.matches(PRESSABLE);
  return key.startsWith("Arrow") && target.matches(`${SLIDING}, [role=tab]`);
}

/**
 * @param {Element} _root
 * @param {RoomStore} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mountKeyboard(_root, store, actions) {
  /** @param {KeyboardEvent} event */
  const press = (event) => {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const act = KEYS[key];
    if (!act || isTaken(event) || !store.getState().joined) return;
    event.preventDefault();
    if (!event.repeat || !ONCE.includes(key)) act(actions);
  };
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}
