"""A phone: joining, fingers on the picture, the keyboard, upright and on its side."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Arrive
from tests.e2e.pictures import STILL, shoot
from tests.e2e.watcher import PATIENCE_MS, Watcher
from tests.support.process import Server

pytestmark = [pytest.mark.browser, pytest.mark.pictures]

UPRIGHT = {"width": 390, "height": 844}
FLAT = {"width": 844, "height": 390}
WECHAT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 MicroMessenger/8.0.50"
# Both taps at once: how long a test's own way to the browser takes says nothing of a finger.
DOUBLE_TAP = """(share) => {
  const screen = document.querySelector("#screen");
  const {left, top, width, height} = screen.getBoundingClientRect();
  const finger = {pointerType: "touch", isPrimary: true, bubbles: true,
    clientX: left + width * share, clientY: top + height / 2};
  for (const name of ["pointerdown", "pointerup", "pointerdown", "pointerup"]) {
    screen.dispatchEvent(new PointerEvent(name, finger));
  }
}"""
# As a keyboard does that is laid over the page.
COVER = """(height) => {
  Object.defineProperty(visualViewport, "height", {configurable: true, get: () => height});
  visualViewport.dispatchEvent(new Event("resize"));
}"""

ENDS_AT = """([least, most]) => {
  const {bottom} = document.querySelector("#chat-input").getBoundingClientRect();
  return least <= bottom && bottom <= most;
}"""


def phone(arrive: Arrive, size: dict[str, int], **options: Any) -> Watcher:
    """Somebody with a touch screen."""
    return arrive("phone", viewport=size, has_touch=True, is_mobile=True, **STILL, **options)


def sent_seeks(page: Page) -> list[float]:
    """Return a list that every seek sent from now on is added to."""
    seeks: list[float] = []

    def note(payload: str | bytes) -> None:
        frame = json.loads(payload)
        if frame["type"] == "seek":
            seeks.append(frame["data"]["current_time"])

    page.on("websocket", lambda socket: socket.on("framesent", note))
    return seeks


def drag(page: Page, path: list[tuple[float, float]]) -> None:
    """Draw one finger along a path."""
    hand = page.context.new_cdp_session(page)
    for number, (x, y) in enumerate(path):
        kind = "touchMove" if number else "touchStart"
        point = {"type": kind, "touchPoints": [{"x": x, "y": y}]}
        hand.send("Input.dispatchTouchEvent", point)
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def tap(page: Page) -> None:
    """Tap the middle of the picture."""
    box = page.locator("#screen").bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_one_joins_under_a_name_of_ones_own(server: Server, arrive: Arrive):
    host = arrive("host")
    address = host.create_room(server.base)
    host.join()
    person = phone(arrive, UPRIGHT, user_agent=WECHAT)
    page = person.page
    page.goto(address)
    overlay = page.locator("#join-overlay")
    expect(page.locator("#join-wechat")).to_be_visible()
    expect(page.get_by_test_id("join")).to_be_enabled()
    face = overlay.locator("img").get_attribute("src")

    overlay.locator("input").fill("月亮 🌙")
    overlay.locator("[data-action=avatar]").tap()
    page.get_by_test_id("join").tap()

    expect(overlay).to_be_hidden()
    expect(host.page.locator("#members")).to_contain_text("月亮 🌙")
    mine = host.page.locator(".member", has_text="月亮").locator("img")
    expect(mine).not_to_have_attribute("src", face or "")


def test_a_browser_that_refuses_is_asked_once_more(server: Server, arrive: Arrive):
    host = arrive("host")
    address = host.create_room(server.base)
    host.join()
    host.play()
    host.wait("video.currentTime > 0.5")
    person = phone(arrive, UPRIGHT)
    page = person.page
    page.goto(address)
    expect(page.get_by_test_id("join")).to_be_enabled()
    page.evaluate(
        """() => {
          window.__play = HTMLMediaElement.prototype.play;
          HTMLMediaElement.prototype.play = () =>
            Promise.reject(new DOMException("", "NotAllowedError"));
        }"""
    )
    page.get_by_test_id("join").tap()
    expect(page.locator("#join-hint")).to_contain_text("再点一下")
    shoot(page, "room-refused")

    page.evaluate("() => void (HTMLMediaElement.prototype.play = window.__play)")
    page.get_by_test_id("join").tap()

    person.wait("!video.paused && video.currentTime > 1 && !video.muted")


def test_fingers_on_the_picture(server: Server, arrive: Arrive):
    person = phone(arrive, FLAT)
    page = person.page
    seeks = sent_seeks(page)
    person.create_room(server.base)
    page.get_by_test_id("join").tap()
    person.wait("video.readyState >= 2")
    position = page.get_by_test_id("position")

    page.evaluate(DOUBLE_TAP, 0.9)
    expect(position).to_have_text("0:05")
    expect(page.locator("#touch-hint")).to_have_text("+5")
    page.evaluate(DOUBLE_TAP, 0.1)
    expect(position).to_have_text("0:00")

    # A drag isolates the bar from the room: one command, when the finger lets go.
    drag(page, [(200, 150), (260, 150), (340, 152), (404, 150)])
    expect(position).to_have_text("0:21")
    person.wait("Math.abs(video.currentTime - 21.76) < 0.2")

    drag(page, [(700, 100), (700, 140), (700, 230)])
    person.wait("Math.abs(video.volume - 0.5) < 0.01")
    drag(page, [(200, 100), (200, 140), (200, 230)])
    assert [round(to) for to in seeks if to > 10] == [22]

    tap(page)
    person.wait("!video.paused && video.currentTime > 22")
    room = page.locator("#room")
    expect(room).to_have_attribute("data-idle", "", timeout=PATIENCE_MS)
    tap(page)
    expect(room).not_to_have_attribute("data-idle", "")
    assert not person.is_paused


def test_a_keyboard_covers_nothing_and_moves_nothing(server: Server, arrive: Arrive):
    person = phone(arrive, UPRIGHT)
    page = person.page
    person.create_room(server.base)
    page.get_by_test_id("join").tap()
    person.wait("video.readyState >= 2")
    picture, field = page.locator("#screen"), page.get_by_test_id("chat-input")
    before = picture.bounding_box()

    field.tap()
    page.evaluate(COVER, 500)

    page.wait_for_function(ENDS_AT, arg=[0, 500])
    assert picture.bounding_box() == before
    page.evaluate(COVER, 844)
    page.wait_for_function(ENDS_AT, arg=[780, 844])


def test_what_a_thumb_has_to_hit_is_large_enough(server: Server, arrive: Arrive):
    person = phone(arrive, UPRIGHT)
    page = person.page
    person.create_room(server.base)
    page.get_by_test_id("join").tap()
    person.wait("video.readyState >= 2")

    for size in (UPRIGHT, FLAT, {"width": 360, "height": 640}):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        small = page.evaluate(
            """() => [...document.querySelectorAll("button, select, input, a")]
              .filter((part) => part.checkVisibility() && !part.matches(".sr-only, .sr-only *"))
              .map((part) => [part.outerHTML.slice(0, 80), part.getBoundingClientRect()])
              .filter(([, {width, height}]) => Math.round(width) < 44 || Math.round(height) < 44)
              .map(([name, {width, height}]) => `${name} ${width} × ${height}`)"""
        )
        assert small == [], size
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
