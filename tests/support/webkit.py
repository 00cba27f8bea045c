"""A WebKit (Debian's MiniBrowser, the engine of Safari) driven over WebDriver, on no screen."""

import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.support.process import free_port
from tests.support.visitor import PATIENCE_S, BrowserError, Visitor, end

PLACES = ("/usr/lib/*/webkit2gtk-4.1/MiniBrowser", "/usr/libexec/webkit2gtk-4.1/MiniBrowser")
SCREEN = "1280x900x24"


def find_webkit() -> str | None:
    """Return the path of a MiniBrowser that can be driven here, else None."""
    is_driven = shutil.which("WebKitWebDriver") and shutil.which("Xvfb")
    found = (path for place in PLACES for path in Path("/").glob(place[1:]))
    return next(map(str, found), None) if is_driven else None


class WebKitVisitor(Visitor):
    """One page of one person in WebKit."""

    def __init__(self, driver: str, browser: str) -> None:
        self._session = driver
        options = {"binary": browser, "args": ["--automation"]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        made = self._call("POST", "/session", capabilities=wanted)
        self._session = f"{driver}/session/{made['sessionId']}"
        self._call("POST", "/window/rect", x=0, y=0, width=1280, height=900)

    def go(self, address: str) -> None:
        self._call("POST", "/url", url=address)

    def ask(self, expression: str) -> Any:
        script = f"return JSON.stringify({expression}) ?? 'null'"
        return json.loads(self._call("POST", "/execute/sync", script=script, args=[]))

    def act(self, source: dict[str, Any]) -> None:
        self._call("POST", "/actions", actions=[source])

    def close(self) -> None:
        """Close the browser."""
        self._call("DELETE", "")

    def _call(self, method: str, path: str, **params: Any) -> Any:
        """Have something done; raises BrowserError with what the driver says."""
        body = None if method == "DELETE" else json.dumps(params).encode()
        head = {"Content-Type": "application/json"}
        request = urllib.request.Request(self._session + path, body, head, method=method)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as refusal:
            raise BrowserError(f"{method} {path}: {refusal.read().decode()[:500]}") from refusal


@contextmanager
def running_webkit(browser: str) -> Iterator[WebKitVisitor]:
    """Start a WebKit that keeps nothing; ended afterwards."""
    port = free_port()
    with _screen() as display:
        surroundings = {**os.environ, "DISPLAY": display, "GDK_BACKEND": "x11"}
        driver = subprocess.Popen(["WebKitWebDriver", f"--port={port}"], env=surroundings)
        try:
            _wait_for(f"http://127.0.0.1:{port}/status")
            visitor = WebKitVisitor(f"http://127.0.0.1:{port}", browser)
            try:
                yield visitor
            finally:
                visitor.close()
        finally:
            end(driver)


@contextmanager
def _screen() -> Iterator[str]:
    """Start a screen that nobody sees; it chooses its number and tells it when it is ready."""
    here, there = os.pipe()
    command = ["Xvfb", "-displayfd", str(there), "-screen", "0", SCREEN, "-nolisten", "tcp"]
    screen = subprocess.Popen(command, pass_fds=[there], stderr=subprocess.DEVNULL)
    os.close(there)
    try:
        with os.fdopen(here) as told:
            yield f":{told.readline().strip()}"
    finally:
        end(screen)


def _wait_for(address: str) -> None:
    ends_at = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends_at:
        with suppress(OSError), urllib.request.urlopen(address, timeout=PATIENCE_S):
            return
        time.sleep(0.05)
    raise BrowserError("WebKit's driver did not start")
