"""Two ways to use a page without a mouse: by key alone, and by finger alone."""

from typing import Protocol

from playwright.sync_api import Locator, Page, expect

MOST_STOPS = 90
# Whether the focus is on the target, and what is wrong with where it is: hidden, or not shown.
LOOK = """(target) => {
  const part = document.activeElement;
  if (!part || part === document.body) return [false, ""];
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


class Keys:
    """Tab, arrows, Enter, space; wherever the focus comes it must be seen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go_to(self, target: Locator) -> None:
        """Press Tab until the focus is there."""
        expect(target).to_be_enabled()
        handle = target.element_handle()
        for _ in range(MOST_STOPS):
            is_there, wrong = self.page.evaluate(LOOK, handle)
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


class Fingers:
    """Taps; only text comes from the keyboard that the system shows."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
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
