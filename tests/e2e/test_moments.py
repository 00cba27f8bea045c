"""What passes between people and is gone a moment later; what a lost line and an end look like."""

import json

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.e2e.conftest import Arrive
from tests.e2e.pictures import SIZES, STILL, shoot
from tests.e2e.test_company import DRY, FLOWING
from tests.e2e.watcher import Watcher
from tests.support.process import Server

pytestmark = [pytest.mark.browser, pytest.mark.pictures]

# A notice goes after 3 s; before the camera it stays.
LINGER = """const later = window.setTimeout;
window.setTimeout = (act, ms, ...rest) => later(act, ms === 3000 ? 3_600_000 : ms, ...rest);"""
# How far down the picture the lowest notice reaches, of 1.
REACH = """() => {
  const {top, height} = document.querySelector("#screen").getBoundingClientRect();
  const notices = [...document.querySelectorAll(".notice")].filter((one) => one.checkVisibility());
  const boxes = notices.map((notice) => notice.getBoundingClientRect());
  return Math.max(...boxes.map(({bottom}) => (bottom - top) / height));
}"""
PLAYING = "!video.paused && video.currentTime > 0"


def come_in(arrive: Arrive, name: str, address: str | None = None, base: str = "") -> Watcher:
    """Somebody before whom nothing fades, who joins a room or makes one."""
    person = arrive(name, **STILL)
    person.page.add_init_script(LINGER)
    if address is None:
        person.create_room(base, name="周五电影夜")
    person.join(address)
    return person


def require_at_the_top(page: Page) -> None:
    """What is told never lies over the lowest fifth of the picture, in any size."""
    own = page.viewport_size
    for width, height in SIZES.values():
        page.set_viewport_size({"width": width, "height": height})
        assert 0 < page.evaluate(REACH) <= 0.8
    assert own is not None
    page.set_viewport_size(own)


def test_what_one_does_the_others_see_for_a_moment(server: Server, arrive: Arrive):
    host = come_in(arrive, "host", base=server.base)
    guest = come_in(arrive, "guest", host.page.url)
    host.wait_for_company(2)
    told = host.page.locator("#notices .notice")

    guest.play()
    host.wait(PLAYING)
    guest.press("forward")
    guest.page.get_by_test_id("speed").select_option("0.5")
    expect(told).to_have_count(3)
    expect(told.filter(has_text="开始播放 · 0:00")).to_be_visible()
    require_at_the_top(host.page)
    shoot(host.page, "room-told")

    guest.look_away(True)
    for person in (host, guest):
        person.wait("video.paused")
    guest.look_away(False)
    shoot(guest.page, "room-back")
    guest.page.locator("#back-dialog [data-action=go]").click()
    host.wait(PLAYING)

    host.page.evaluate(DRY)
    shoot(guest.page, "room-waits")
    host.page.evaluate(FLOWING)
    host.wait(PLAYING)
    host.pause()
    guest.wait("video.paused")

    late = arrive("late", **STILL)
    late.page.route("**/*.mp4", lambda _route: None)
    late.page.goto(host.page.url)
    late.press("join")
    shoot(late.page, "room-cover")
    expect(host.page.get_by_test_id("member")).to_have_count(3)
    host.press("play")
    shoot(host.page, "room-ready")
    host.page.locator("#ready-dialog [data-action=wait]").click()

    guest.page.set_viewport_size({"width": 390, "height": 844})
    guest.page.locator("#tab-members").click()
    host.page.get_by_test_id("chat-input").fill("在吗？")
    host.page.keyboard.press("Enter")
    expect(guest.page.locator("#chat-count")).to_have_text("1")
    shoot(guest.page, "room-unread")
    guest.page.locator("#tab-chat").click()
    expect(guest.page.locator("#chat-count")).to_be_empty()


class Line:
    """The way of a page's socket to the server, which a test can cut with a code."""

    def __init__(self, page: Page) -> None:
        self.code: int | None = None
        self._ways: list[WebSocketRoute] = []
        page.route_web_socket("**/ws/**", self._open)

    def _open(self, way: WebSocketRoute) -> None:
        self._ways.append(way)
        if self.code is None:
            way.connect_to_server()
        else:
            way.close(code=self.code)

    def cut(self, code: int) -> None:
        """End it; each that is opened from now on ends at once."""
        self.code = code
        self._ways[-1].close(code=code)


def test_a_line_is_lost_and_comes_back_until_the_room_is_over(server: Server, arrive: Arrive):
    host = come_in(arrive, "host", base=server.base)
    guest = arrive("guest", **STILL)
    page = guest.page
    page.add_init_script(LINGER)
    line = Line(page)
    guest.join(host.page.url)

    line.cut(1013)
    expect(page.locator("#link-notice")).to_contain_text("连接断开")
    require_at_the_top(page)
    shoot(page, "room-lost")
    line.code = None
    page.locator("#link-notice button").click()
    expect(page.locator("#notices")).to_contain_text("网络已恢复")
    expect(page.locator("#link-notice")).to_be_hidden()
    shoot(page, "room-found")

    dialog = page.locator("#over-dialog")
    line.cut(4401)
    expect(dialog).to_contain_text("过期")
    expect(dialog.locator("[data-action=reload]")).to_be_focused()
    shoot(page, "over-visit")
    line.code = None
    dialog.locator("[data-action=reload]").click()
    expect(page.get_by_test_id("join")).to_be_enabled()
    line.cut(4404)
    expect(dialog).to_contain_text("不在了")
    shoot(page, "over-no-room")

    line.code = None
    page.reload()
    expect(page.get_by_test_id("join")).to_be_enabled()
    tab = Watcher(guest.context, "tab")
    tab.join(host.page.url)
    shoot(page, "over-elsewhere")
    close_room(host)
    shoot(tab.page, "over-ended")
    expect(host.page.locator("#over-dialog")).to_be_visible()
    assert tab.errors == []


def close_room(person: Watcher) -> None:
    """End the room for good, as its host may over the API."""
    page = person.page
    config = json.loads(page.locator("#room-config").text_content() or "")
    answer = page.context.request.delete(
        page.url.replace("/room/", "/api/v1/rooms/"),
        headers={"X-CSRFToken": config["csrf_token"]},
    )
    assert answer.ok, answer.text()
