"""Everything a case needs, started by itself: the server, the links, the browsers, the pages."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Playwright, Route

from bench.drift import films
from bench.drift.links import Link
from bench.drift.page import Disguise, Viewer
from tests.support.browser import find_chromium, launch_arguments
from tests.support.process import ROOT, Server, free_port, running_server

SIZE = {"width": 960, "height": 600}
COME_UP_S = 10
SERVER_END, PAGE_END = "10.77.1.1", "10.77.1.2"
# For a page on a network of its own, loopback is not enough, and there is no TLS in this house.
OPEN = {
    "HOST": "0.0.0.0",
    "ALLOWED_HOSTS": f"127.0.0.1,localhost,{SERVER_END}",
    "SECRET_KEY": "bench" * 10,
    "SECURE_COOKIES": "0",
}


class CannotLose(RuntimeError):
    """Losing packets needs Linux, root and a TUN device."""


@dataclass(frozen=True, slots=True)
class Patch:
    """A change of one module of the page, to see what a part of it buys."""

    module: str
    old: str
    new: str

    def apply(self, context: BrowserContext) -> None:
        """Change the module for everybody in a browser; raises ValueError when it has changed."""
        # Not the method itself: Playwright writes on what it is given, and this is frozen.
        context.route(f"**/js/room/{self.module}", lambda route: self._answer(route))

    def _answer(self, route: Route) -> None:
        answer = route.fetch()
        text = answer.text()
        if self.old not in text:
            route.abort()
            raise ValueError(f"{self.module} has no {self.old!r} any more")
        route.fulfill(response=answer, body=text.replace(self.old, self.new))


@dataclass
class Stage:
    """One server and its viewers. Closing the stack ends everything that was started here."""

    playwright: Playwright
    server: Server
    stack: ExitStack
    viewers: list[Viewer] = field(default_factory=list)
    room: str = ""
    patches: Sequence[Patch] = ()
    _browser: Browser | None = None

    @contextmanager
    def cleared(self) -> Iterator["Stage"]:
        """Give a stage with nobody on it; the server and the browser are the same, and stay."""
        self._share_browser()
        with ExitStack() as stack:
            yield replace(self, stack=stack, viewers=[], room="")

    def add(self, link: Link, **disguise: Any) -> Viewer:
        """Make a person with a browser of their own at the end of a link."""
        number = len(self.viewers)
        browser, base = self._behind(link, number)
        context = browser.new_context(viewport=SIZE, locale="zh-CN", service_workers="block")
        self.stack.callback(context.close)
        for patch in self.patches:
            patch.apply(context)
        viewer = Viewer(f"page {number + 1}", context, base, Disguise.number(number, **disguise))
        self.viewers.append(viewer)
        return viewer

    def gather(self, links: list[Link], film: str, **disguise: Any) -> None:
        """Make a room and bring everybody in, each with the film loaded."""
        for link in links:
            self.add(link, **disguise)
        host = self.viewers[0]
        self.room = host.make_room(film)
        for viewer in self.viewers:
            viewer.join(self.room)
        host.wait_for_company(len(links))

    def _behind(self, link: Link, number: int) -> tuple[Browser, str]:
        if link.loss:
            address, launcher = self.stack.enter_context(_tun(link))
            return self._launch(launcher), f"http://{address}:{self.server.port}"
        browser = self._share_browser()
        if link.is_plain:
            return browser, self.server.base
        port = self.stack.enter_context(_relay(link, self.server.port))
        return browser, f"http://127.0.0.1:{port}"

    def _share_browser(self) -> Browser:
        if self._browser is None:
            self._browser = self._launch(find_chromium())
        return self._browser

    def _launch(self, program: str) -> Browser:
        browser = self.playwright.chromium.launch(
            executable_path=program, args=[*launch_arguments(), "--mute-audio"]
        )
        self.stack.callback(browser.close)
        return browser


@contextmanager
def stage(playwright: Playwright, patches: Sequence[Patch] = ()) -> Iterator[Stage]:
    """Run a server with an empty record; everything ends with the block.

    ``patches`` change the page's modules on their way, which are then served as they are written.
    """
    settings = {"DEBUG": "1"} if patches else {}
    if can_lose():
        settings |= OPEN
    films.publish()
    with ExitStack() as stack:
        server = stack.enter_context(running_server(**settings))
        yield Stage(playwright, server, stack, patches=patches)


def can_lose() -> bool:
    """Tell whether this process is in a network of its own, where TUN devices can be made."""
    return os.environ.get("XIAOWO_BENCH_NETWORK") == "own"


@contextmanager
def _relay(link: Link, to: int) -> Iterator[int]:
    port = free_port()
    facts = {"listen": port, "to": to, **link.as_dict()}
    with _child("bench.drift.relay", facts) as child:
        _wait_for_port(port, child)
        yield port


@contextmanager
def _tun(link: Link) -> Iterator[tuple[str, str]]:
    """Give (address of the server, program that starts a browser at the far end)."""
    if not can_lose():
        raise CannotLose("packets can be lost on Linux as root only")
    with ExitStack() as stack:
        far = stack.enter_context(
            subprocess.Popen(["unshare", "--net", "sleep", "infinity"], stdin=subprocess.DEVNULL)
        )
        stack.callback(far.kill)
        _wait_for_network(far.pid)
        facts = {"pid": far.pid, "here": SERVER_END, "there": PAGE_END, **link.as_dict()}
        carrier = stack.enter_context(_child("bench.drift.tun", facts))
        assert carrier.stdout is not None
        if carrier.stdout.readline().strip() != b"up":
            raise CannotLose("the TUN devices did not come up")
        launcher = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "chromium"
        inside = f"nsenter --net=/proc/{far.pid}/ns/net"
        subprocess.run([*inside.split(), "ip", "link", "set", "lo", "up"], check=True)
        launcher.write_text(f'#!/bin/sh\nexec {inside} {find_chromium()} "$@"\n')
        launcher.chmod(0o755)
        yield SERVER_END, str(launcher)


@contextmanager
def _child(module: str, facts: dict[str, Any]) -> Iterator[subprocess.Popen[bytes]]:
    """Run one of our programs; it ends when its standard input is closed."""
    with subprocess.Popen(
        [sys.executable, "-m", module, json.dumps(facts)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        try:
            yield child
        finally:
            child.terminate()


def _wait_for_port(port: int, child: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + COME_UP_S
    while time.monotonic() < deadline and child.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError("the relay did not come up")


def _wait_for_network(pid: int) -> None:
    own = os.readlink("/proc/self/ns/net")
    deadline = time.monotonic() + COME_UP_S
    while time.monotonic() < deadline:
        if os.readlink(f"/proc/{pid}/ns/net") != own:
            return
        time.sleep(0.01)
    raise RuntimeError("the far network did not come up")


def in_own_network(module: str) -> None:
    """Start this program anew in a network namespace of its own where that can be done.

    There, loopback is this bench's alone, and TUN devices touch nothing of the machine's.
    """
    if can_lose() or not _may_make_networks():
        return
    os.environ["XIAOWO_BENCH_NETWORK"] = "own"
    start = 'ip link set lo up && exec "$@"'
    again = [sys.executable, "-m", module, *sys.argv[1:]]
    os.execvp("unshare", ["unshare", "--net", "sh", "-c", start, "sh", *again])


def _may_make_networks() -> bool:
    if os.geteuid() != 0 or not all(map(shutil.which, ("unshare", "nsenter", "ip"))):
        return False
    # Root of a container may still lack the right, and so may the device.
    attempt = "unshare --net ip tuntap add dev xiaowo-try mode tun"
    return subprocess.run(attempt.split(), capture_output=True).returncode == 0
