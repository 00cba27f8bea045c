"""One evening in two browsers: somebody in Firefox, somebody in Chromium."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Arrive
from tests.e2e.watcher import CLIP_URL
from tests.support import measured
from tests.support.firefox import Firefox, Visitor, find_firefox, running_firefox
from tests.support.process import Server

pytestmark = [pytest.mark.browser, pytest.mark.alone]

ENTER, RIGHT = "\ue007", "\ue014"
# Wide enough for a machine with other work and a browser without a sound device.
TOGETHER_S = 0.3
FRAME_S = 1 / 30
PLACE = """(() => {
  const {currentTime} = document.querySelector("video#video");
  return [performance.timeOrigin + performance.now(), currentTime];
})()"""


@pytest.fixture
def firefox() -> Iterator[Firefox]:
    """A real Firefox; where CI runs there is one."""
    path = find_firefox()
    if path is None and not os.environ.get("CI"):
        pytest.skip("no Firefox on this machine: install one, or set FIREFOX to its path")
    assert path is not None, "CI has no Firefox; .ci/run installs it"
    with running_firefox(path) as running:
        yield running
        assert running.errors == []


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


def test_firefox_and_chromium_watch_together(server: Server, firefox: Firefox, arrive: Arrive):
    host = firefox.visitor()
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
    (host_ms, host_s), (guest_ms, guest_s) = host.ask(PLACE), guest.page.evaluate(PLACE)
    apart_s = (guest_s - host_s) - (guest_ms - host_ms) / 1000
    measured.note("Firefox and Chromium, 3 s after the start", f"{apart_s * 1000:.0f} ms apart")
    assert abs(apart_s) < TOGETHER_S

    # Pause, by the other one: the same picture.
    guest.press("play")
    host.wait("video.paused && !video.seeking")
    stopped_s = guest.page.evaluate("() => document.querySelector('#video').currentTime")
    host.wait(f"Math.abs(video.currentTime - {stopped_s}) < {FRAME_S}")

    # Five seconds on, by key.
    host.click("[data-testid=mute]")
    host.type(RIGHT)
    guest.wait(f"Math.abs(video.currentTime - {stopped_s + 5}) < {FRAME_S}")
    host.wait(f"Math.abs(video.currentTime - {stopped_s + 5}) < {FRAME_S}")

    # Talk, both ways.
    host.click("#chat-input")
    host.type("你好 from Firefox")
    host.type(ENTER)
    expect(guest.page.locator("[data-testid=chat-list]")).to_contain_text("你好 from Firefox")
    guest.page.locator("#chat-input").fill("and hello from Chromium")
    guest.page.keyboard.press("Enter")
    host.wait(
        "document.querySelector('[data-testid=chat-list]').textContent.includes('from Chromium')"
    )
