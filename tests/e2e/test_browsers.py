"""One evening in two browsers: somebody in Firefox or WebKit, somebody in Chromium."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Arrive
from tests.e2e.watcher import CLIP_URL, Watcher
from tests.support import measured
from tests.support.firefox import find_firefox, running_firefox
from tests.support.patience import until
from tests.support.process import Server
from tests.support.visitor import Visitor
from tests.support.webkit import find_webkit, running_webkit

pytestmark = [pytest.mark.browser, pytest.mark.alone]

ENTER, RIGHT = "\ue007", "\ue014"
# Wide enough for a machine with other work and a browser without a sound device.
TOGETHER_S = 0.3
TOGETHER_WITHIN_S = 60
FRAME_S = 1 / 30
PLACE = """(() => {
  const {currentTime} = document.querySelector("video#video");
  return [performance.timeOrigin + performance.now(), currentTime];
})()"""


@pytest.fixture
def firefox() -> Iterator[Visitor]:
    """A real Firefox; where CI runs there is one."""
    path = find_firefox()
    if path is None and not os.environ.get("CI"):
        pytest.skip("no Firefox on this machine: install one, or set FIREFOX to its path")
    assert path is not None, "CI has no Firefox; .ci/run installs it"
    with running_firefox(path) as running:
        yield running.visitor()
        assert running.errors == []


@pytest.fixture
def webkit() -> Iterator[Visitor]:
    """A real WebKit, the engine of Safari."""
    path = find_webkit()
    if path is None:
        pytest.skip("no WebKit to drive on this machine: CONTRIBUTING names Debian's packages")
    with running_webkit(path) as running:
        yield running


def make_room(person: Visitor, base: str) -> str:
    """Fill in the start page's form; returns the room's address."""
    person.go(base)
    person.click('input[name="name"]')
    person.type("两个浏览器")
    person.click('input[name="media_url"]')
    person.type(CLIP_URL)
    person.click("[data-testid=create-room]")
    person.wait("location.pathname.startsWith('/room/')")
    return str(person.ask("location.href"))


def test_firefox_and_chromium_watch_together(server: Server, firefox: Visitor, arrive: Arrive):
    watch_together(firefox, "Firefox", server, arrive)


def test_webkit_and_chromium_watch_together(server: Server, webkit: Visitor, arrive: Arrive):
    watch_together(webkit, "WebKit", server, arrive)


def apart_s(host: Visitor, guest: Watcher) -> float:
    """Say how far the guest is ahead of the host, s, both asked one after the other."""
    (host_ms, host_s), (guest_ms, guest_s) = host.ask(PLACE), guest.page.evaluate(PLACE)
    return float((guest_s - host_s) - (guest_ms - host_ms) / 1000)


def watch_together(host: Visitor, browser: str, server: Server, arrive: Arrive) -> None:
    """Join, play, pause, go on five seconds and talk; the guest is in Chromium."""
    address = make_room(host, server.base)
    host.click("[data-testid=join]")
    host.wait("video.readyState >= 3 && !video.muted")
    guest = arrive("guest")
    guest.join(address)
    guest.wait_for_company(2)
    host.wait("document.querySelectorAll('[data-testid=member][data-ready=true]').length === 2")

    # Play, in step.
    host.click("[data-testid=play]")
    host.wait("!video.paused && video.currentTime > 3")
    began_s = apart_s(host, guest)
    # A machine with other work may start one of them late; they find together by themselves.
    until(lambda: abs(apart_s(host, guest)) < TOGETHER_S, within_s=TOGETHER_WITHIN_S)
    apart = f"{began_s * 1000:.0f} ms apart"
    measured.note(f"{browser} and Chromium, 3 s after the start", apart)

    # Pause, by the other one: the same picture.
    guest.pause()
    for stopped in (host, guest):
        stopped.wait("video.paused && !video.seeking")
    stopped_s = guest.page.evaluate("() => document.querySelector('#video').currentTime")
    host.wait(f"Math.abs(video.currentTime - {stopped_s}) < {FRAME_S}")

    # Five seconds on, by key.
    host.click("[data-testid=mute]")
    host.type(RIGHT)
    guest.wait(f"Math.abs(video.currentTime - {stopped_s + 5}) < {FRAME_S}")
    host.wait(f"Math.abs(video.currentTime - {stopped_s + 5}) < {FRAME_S}")

    # Talk, both ways.
    host.click("#chat-input")
    host.type(f"你好 from {browser}")
    host.type(ENTER)
    expect(guest.page.locator("[data-testid=chat-list]")).to_contain_text(f"你好 from {browser}")
    guest.page.locator("#chat-input").fill("and hello from Chromium")
    guest.page.keyboard.press("Enter")
    host.wait(
        "document.querySelector('[data-testid=chat-list]').textContent.includes('from Chromium')"
    )
