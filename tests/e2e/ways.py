"""Two ways to use a page without a mouse: by key alone, and by finger alone."""

from typing import Protocol

from playwright.sync_api import Locator, Page, expect

MOST_STOPS = 90
THUMB_PX = 44
# Whether the focus is on the target, and what is wrong with where it is: hidden, or not shown.
# At the start of a way it may be nowhere only on a page that has had none yet.
LOOK = """([target, is_start]) => {
  const part = document.activeElement;
  const is_nowhere = !part || part === document.body;
  if (is_nowhere) return [false, is_start && window.__had_focus ? "it is nowhere" : ""];
  window.__had_focus = true;
  const {left, top, right, bottom, width} = part.getBoundingClientRect();
  const is_seen = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
  const rings = [part, part.closest("label")].filter((one) => one?.offsetWidth > 2);
  const has_ring = rings.some((one) => {
    const {outlineStyle, outlineWidth} = getComputedStyle(one);
    return outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
  });
  const wrong = is_seen && (has_ring || part.matches("video")) ? "" : part.outerHTML.slice(0, 160);
  return [part === target, wrong];
}"""


# How large what a finger has to hit is: a box that is drawn by its label is as large as that.
SIZE = """(part) => {
  const {width, height} = (part.closest("label") ?? part).getBoundingClientRect();
  return Math.round(Math.min(width, height));
}"""


class Way(Protocol):
    """How somebody acts; what they see is the same."""

    page: Page

    def press(self, target: Locator) -> None:
        """Press a button, a link or a box."""

    def write(self, field: Locator, text: str) -> None:
        """Put a text into a field in place of what is there."""

    def turn_to(self, tab: Locator, beside: Locator) -> None:
        """Choose one of several that the arrows go through; ``beside`` is chosen now."""

    def choose(self, choice: Locator, value: str) -> None:
        """Choose from a list."""

    def close(self, dialog: Locator) -> None:
        """Close a dialog."""

    def is_back_at(self, opener: Locator) -> None:
        """See that one goes on from what had opened something that is closed now."""

    def call_debug(self) -> None:
        """Call the debug panel, or send it away, as S1 §4.1.5.6 says."""


class Keys:
    """Tab, arrows, Enter, space; wherever the focus comes it must be seen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go_to(self, target: Locator) -> None:
        """Press Tab until the focus is there."""
        expect(target).to_be_enabled()
        handle = target.element_handle()
        for stop in range(MOST_STOPS):
            is_there, wrong = self.page.evaluate(LOOK, [handle, stop == 0])
            assert wrong == "", f"the focus cannot be seen: {wrong}"
            if is_there:
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no key leads to {target}")

    def press(self, target: Locator) -> None:
        self.go_to(target)
        is_box = target.evaluate("(part) => part.matches('[type=checkbox]')")
        self.page.keyboard.press("Space" if is_box else "Enter")

    def write(self, field: Locator, text: str) -> None:
        self.go_to(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def turn_to(self, tab: Locator, beside: Locator) -> None:
        self.go_to(beside)
        self.page.keyboard.press("ArrowRight")
        expect(tab).to_be_focused()

    def choose(self, choice: Locator, value: str) -> None:
        self.go_to(choice)
        for _ in range(10):
            if choice.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} is not to be chosen")

    def close(self, dialog: Locator) -> None:
        self.page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()

    def is_back_at(self, opener: Locator) -> None:
        expect(opener).to_be_focused()

    def call_debug(self) -> None:
        self.page.keyboard.press("Control+Shift+KeyD")


class Fingers:
    """Taps; only text comes from the keyboard that the system shows."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        target.tap(trial=True)
        size = target.evaluate(SIZE)
        assert size >= THUMB_PX, f"{target} is {size} px small"
        target.tap()

    def write(self, field: Locator, text: str) -> None:
        field.tap()
        field.fill(text)

    def turn_to(self, tab: Locator, beside: Locator) -> None:
        expect(beside).to_be_attached()
        # What is pressed of a box that is drawn by its label is the label.
        label = self.page.locator("label").filter(has=tab)
        (label if label.count() else tab).tap()

    def choose(self, choice: Locator, value: str) -> None:
        # The list that opens is the system's own.
        choice.tap()
        choice.select_option(value)

    def close(self, dialog: Locator) -> None:
        dialog.locator(".dialog-head [data-action=close]").tap()
        expect(dialog).to_be_hidden()

    def is_back_at(self, opener: Locator) -> None:
        expect(opener).to_be_visible()

    def call_debug(self) -> None:
        hand = self.page.context.new_cdp_session(self.page)
        three = [{"x": 150 + 40 * finger, "y": 420, "id": finger} for finger in range(3)]
        hand.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": three})
        is_there = self.page.locator("#debug-panel").is_visible()
        expect(self.page.locator("#debug-panel")).to_be_visible(visible=not is_there)
        hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
