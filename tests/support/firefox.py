"""A Firefox driven over WebDriver BiDi, which it speaks by itself: nothing stands between."""

import itertools
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

PATIENCE_S = 60
SIZE = {"width": 1280, "height": 800}
PREFERENCES = {
    "app.update.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "intl.accept_languages": "zh-CN",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}
LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
# Where the middle of something is that can be pressed.
MIDDLE = """(() => {
  const found = document.querySelector(%s);
  found.scrollIntoView({block: "nearest", behavior: "instant"});
  const {left, top, width, height} = found.getBoundingClientRect();
  return [Math.round(left + width / 2), Math.round(top + height / 2)];
})()"""


class FirefoxError(RuntimeError):
    """Firefox refused something, or a page did not come to what was waited for."""


def find_firefox() -> str | None:
    """Return the path of a Firefox: ``FIREFOX``, else one on the PATH, else None."""
    named = os.environ.get("FIREFOX")
    return named or shutil.which("firefox-esr") or shutil.which("firefox")


class Firefox:
    """One running browser."""

    def __init__(self, line: ClientConnection) -> None:
        self._line = line
        self._ids = itertools.count(1)
        self.errors: list[str] = []
        self.call("session.new", capabilities={})
        self.call("session.subscribe", events=["log.entryAdded"])

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Have something done; raises FirefoxError with what Firefox says."""
        number = next(self._ids)
        self._line.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            told = json.loads(self._line.recv(timeout=PATIENCE_S))
            if told.get("method") == "log.entryAdded" and told["params"]["level"] == "error":
                self.errors.append(str(told["params"]["text"]))
            if told.get("id") == number:
                break
        if told["type"] == "error":
            raise FirefoxError(f"{method}: {told['message']}")
        return dict(told["result"])

    def visitor(self) -> "Visitor":
        """Return a page of somebody with cookies of their own."""
        person = self.call("browser.createUserContext")["userContext"]
        made = self.call("browsingContext.create", type="window", userContext=person)
        self.call("browsingContext.setViewport", context=made["context"], viewport=SIZE)
        return Visitor(self, made["context"])


class Visitor:
    """One page of one person in Firefox, with real keys and a real mouse."""

    def __init__(self, browser: Firefox, context: str) -> None:
        self._browser = browser
        self._context = context

    def go(self, address: str) -> None:
        """Open an address, and wait until it has loaded."""
        self._browser.call(
            "browsingContext.navigate", context=self._context, url=address, wait="complete"
        )

    def ask(self, expression: str) -> Any:
        """Return what an expression is in the page, by way of JSON."""
        answer = self._browser.call(
            "script.evaluate",
            expression=f"JSON.stringify({expression})",
            target={"context": self._context},
            awaitPromise=True,
        )
        if answer["type"] == "exception":
            raise FirefoxError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"].get("value", "null"))

    def wait(self, condition: str) -> None:
        """Wait until a JavaScript condition about ``video`` holds; a page that changes has none."""
        about = f"((video) => Boolean({condition}))(document.querySelector('video#video'))"
        ends_at = time.monotonic() + PATIENCE_S
        while not self._holds(about):
            if time.monotonic() > ends_at:
                raise FirefoxError(f"waited in vain for: {condition}")
            time.sleep(0.05)

    def _holds(self, expression: str) -> bool:
        try:
            return bool(self.ask(expression))
        except FirefoxError:
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
        self._act({"type": "pointer", "id": "mouse", "actions": steps})

    def type(self, text: str) -> None:
        """Press the keys of a text, one after the other, wherever the focus is."""
        steps = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keys", "actions": steps})

    def _act(self, source: dict[str, Any]) -> None:
        self._browser.call("input.performActions", context=self._context, actions=[source])


@contextmanager
def running_firefox(path: str) -> Iterator[Firefox]:
    """Start a Firefox with an empty profile; ended and forgotten afterwards."""
    with tempfile.TemporaryDirectory(prefix="firefox-", ignore_cleanup_errors=True) as profile:
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in PREFERENCES.items()]
        (Path(profile) / "user.js").write_text("\n".join(lines))
        command = [path, "--headless", "--no-remote", "--remote-debugging-port", "0"]
        log = Path(profile) / "firefox.log"
        with log.open("wb") as out:
            child = subprocess.Popen([*command, "--profile", profile], stdout=out, stderr=out)
        try:
            with connect(f"{_address(child, log)}/session", max_size=None) as line:
                yield Firefox(line)
        finally:
            _end(child)


def _address(child: subprocess.Popen[bytes], log: Path) -> str:
    ends_at = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends_at and child.poll() is None:
        found = LISTENS.search(log.read_text(errors="replace"))
        if found:
            return found[1]
        time.sleep(0.05)
    raise FirefoxError(f"Firefox did not start: {log.read_text(errors='replace')[-2000:]}")


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
