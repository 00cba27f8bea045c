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

from tests.support.visitor import PATIENCE_S, BrowserError, Visitor, end

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
        """Have something done; raises BrowserError with what Firefox says."""
        number = next(self._ids)
        self._line.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            told = json.loads(self._line.recv(timeout=PATIENCE_S))
            if told.get("method") == "log.entryAdded" and told["params"]["level"] == "error":
                self.errors.append(str(told["params"]["text"]))
            if told.get("id") == number:
                break
        if told["type"] == "error":
            raise BrowserError(f"{method}: {told['message']}")
        return dict(told["result"])

    def visitor(self) -> "FirefoxVisitor":
        """Return a page of somebody with cookies of their own."""
        person = self.call("browser.createUserContext")["userContext"]
        made = self.call("browsingContext.create", type="window", userContext=person)
        self.call("browsingContext.setViewport", context=made["context"], viewport=SIZE)
        return FirefoxVisitor(self, made["context"])


class FirefoxVisitor(Visitor):
    """One page of one person in Firefox."""

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
            raise BrowserError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"].get("value", "null"))

    def act(self, source: dict[str, Any]) -> None:
        """Have a mouse or a keyboard do some steps."""
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
            end(child)


def _address(child: subprocess.Popen[bytes], log: Path) -> str:
    ends_at = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends_at and child.poll() is None:
        found = LISTENS.search(log.read_text(errors="replace"))
        if found:
            return found[1]
        time.sleep(0.05)
    raise BrowserError(f"Firefox did not start: {log.read_text(errors='replace')[-2000:]}")
