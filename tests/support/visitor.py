"""A page of one person in a browser that Playwright does not drive, with real keys and a mouse."""

import json
import subprocess
import time
from abc import ABC, abstractmethod
from typing import Any

PATIENCE_S = 60
# Where the middle of something is that can be pressed.
MIDDLE = """(() => {
  const found = document.querySelector(%s);
  found.scrollIntoView({block: "nearest", behavior: "instant"});
  const {left, top, width, height} = found.getBoundingClientRect();
  return [Math.round(left + width / 2), Math.round(top + height / 2)];
})()"""


class BrowserError(RuntimeError):
    """A browser refused something, or a page did not come to what was waited for."""


class Visitor(ABC):
    """What anybody does with a page, whatever the wire to their browser is."""

    @abstractmethod
    def go(self, address: str) -> None:
        """Open an address, and wait until it has loaded."""

    @abstractmethod
    def ask(self, expression: str) -> Any:
        """Return what an expression is in the page, by way of JSON; raises BrowserError."""

    @abstractmethod
    def act(self, source: dict[str, Any]) -> None:
        """Have a mouse or a keyboard do some steps, as WebDriver writes them."""

    def wait(self, condition: str) -> None:
        """Wait until a JavaScript condition about ``video`` holds; a page that changes has none."""
        about = f"((video) => Boolean({condition}))(document.querySelector('video#video'))"
        ends_at = time.monotonic() + PATIENCE_S
        while not self._holds(about):
            if time.monotonic() > ends_at:
                raise BrowserError(f"waited in vain for: {condition}")
            time.sleep(0.05)

    def _holds(self, expression: str) -> bool:
        try:
            return bool(self.ask(expression))
        except BrowserError:
            return False

    def click(self, selector: str) -> None:
        """Press the middle of something, once it is there and may be pressed."""
        found = f"document.querySelector({json.dumps(selector)})"
        self.wait(f"{found} && !{found}.disabled && {found}.getClientRects().length > 0")
        x, y = self.ask(MIDDLE % json.dumps(selector))
        steps: list[dict[str, Any]] = [
            {"type": "pointerMove", "x": x, "y": y},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self.act({"type": "pointer", "id": "mouse", "actions": steps})

    def type(self, text: str) -> None:
        """Press the keys of a text, one after the other, wherever the focus is."""
        steps = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self.act({"type": "key", "id": "keys", "actions": steps})


def end(child: subprocess.Popen[bytes]) -> None:
    """End a program that a test has started, kindly if it will."""
    child.terminate()
    try:
        child.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
