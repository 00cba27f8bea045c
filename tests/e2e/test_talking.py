"""Two people talk, one of them on a phone: lines, and what flies over the picture."""

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from tests.e2e.conftest import Arrive
from tests.e2e.pictures import SIZES, STILL, shoot
from tests.e2e.watcher import Watcher
from tests.support.process import Server

pytestmark = [pytest.mark.browser, pytest.mark.pictures]

PHONE = {
    "viewport": {"width": SIZES["phone"][0], "height": SIZES["phone"][1]},
    "has_touch": True,
    "is_mobile": True,
}
# What has ever been put there, however short it stayed.
WATCH = """(id) => {
  window.flown = [];
  new MutationObserver((changes) => {
    const added = changes.flatMap(({addedNodes}) => [...addedNodes]);
    window.flown.push(...added.map(({textContent}) => textContent));
  }).observe(document.querySelector(id), {childList: true});
}"""
WATCH_MARKS = """() => {
  window.marked = [];
  new MutationObserver((changes) => {
    window.marked.push(...changes.map(({target}) => target.textContent));
  }).observe(document.querySelector("[data-testid=chat-list]"), {
    subtree: true, attributeFilter: ["data-marked"],
  });
}"""
FLIES_LOW = """() => {
  const {bottom} = document.querySelector("#danmaku").getBoundingClientRect();
  const screen = document.querySelector("#screen").getBoundingClientRect();
  return bottom > screen.top + screen.height * 0.8 + 1;
}"""
# However slow the machine, what flies is still there when a test comes to look at it.
LASTING = """(() => {
  const animate = Element.prototype.animate;
  Element.prototype.animate = function (way, options) {
    return animate.call(this, way, {...options, duration: options.duration * 60});
  };
})()"""
TO_THE_MIDDLE = """() => {
  for (const flight of document.querySelector("#danmaku").getAnimations({subtree: true})) {
    flight.currentTime = flight.effect.getTiming().duration * 0.4;
  }
}"""
STANDS = """() => {
  const flights = document.querySelector("#danmaku").getAnimations({subtree: true});
  return flights.length > 0 && flights.every(({playState}) => playState === "paused");
}"""


def say(person: Watcher, text: str) -> None:
    """Type a line and send it."""
    field = person.page.get_by_test_id("chat-input")
    field.press_sequentially(text)
    field.press("Enter")


def line(page: Page, text: str) -> Locator:
    """Return the lines of the chat whose own words these are."""
    return page.get_by_test_id("line").filter(has=page.locator(f".line-text:text-is('{text}')"))


def slow_down(host: Watcher, seconds: int) -> None:
    """Change the room as from another page of the host."""
    config = json.loads(host.page.locator("#room-config").text_content() or "")
    answer = host.page.context.request.patch(
        host.page.url.replace("/room/", "/api/v1/rooms/"),
        data={"settings": {"slow_mode": seconds}},
        headers={"X-CSRFToken": config["csrf_token"]},
    )
    assert answer.ok, answer.text()


def test_two_people_talk(server: Server, arrive: Arrive):
    host, guest = arrive("host", **STILL), arrive("guest", **PHONE, **STILL)
    address = host.create_room(server.base, name="周五电影夜")
    host.join()
    guest.join(address)
    host.wait_for_company(2)
    page, phone = host.page, guest.page

    page.evaluate(WATCH, "#chat-typing")
    phone.get_by_test_id("chat-input").press_sequentially("爆米花呢")
    page.wait_for_function("() => window.flown.some((text) => text.includes('正在输入'))")
    phone.get_by_test_id("emoji").tap()
    shoot(phone, "room-emoji")
    phone.locator("#emoji-menu button", has_text="🍿").tap()
    phone.keyboard.press("Escape")
    phone.get_by_test_id("chat-send").tap()
    expect(line(page, "爆米花呢🍿")).to_have_count(1)
    expect(page.locator("#chat-typing")).to_be_empty()
    page.locator("#tab-members").click()
    say(guest, "https://xiaowo.example/watch?v=1，这个")

    expect(page).to_have_title(re.compile(r"^\(1\) 周五电影夜"))
    page.locator("#tab-chat").click()
    expect(page).to_have_title(re.compile("^周五电影夜"))
    link = page.locator(".line-text a")
    expect(link).to_have_text("https://xiaowo.example/watch?v=1")
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(link).to_have_attribute("target", "_blank")

    line(page, "爆米花呢🍿").locator(".line-text").click(button="right")
    expect(page.locator("#line-menu")).to_be_visible()
    shoot(page, "room-line")
    page.locator("#line-menu [data-deed=reply]").click()
    page.get_by_test_id("chat-input").press_sequentially("在这 @")
    expect(page.locator("#mention-list [role=option]")).to_have_count(1)
    shoot(page, "room-mention")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    answer = phone.get_by_test_id("line").last
    expect(answer).to_have_attribute("data-for-me", "true")
    shoot(phone, "room-talk")
    phone.evaluate(WATCH_MARKS)
    answer.locator(".line-quote").tap()
    phone.wait_for_function("() => window.marked.some((text) => text.includes('爆米花呢🍿'))")

    more = line(page, "爆米花呢🍿").get_by_test_id("line-more")
    more.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    for person in (page, phone):
        expect(line(person, "爆米花呢🍿")).to_have_count(0)
    expect(answer.locator(".line-quote")).to_contain_text("已删除")

    slow_down(host, 300)
    say(guest, "一")
    expect(line(page, "一")).to_have_count(1)
    say(guest, "二")
    expect(phone.locator("#chat-wait")).to_contain_text("秒")
    expect(phone.get_by_test_id("chat-input")).to_have_value("二")
    shoot(phone, "room-slow")
    expect(line(page, "二")).to_have_count(0)

    page.get_by_test_id("more").click()
    page.get_by_test_id("room-settings").click()
    care = page.locator("#settings-dialog [data-part=chat]")
    care.scroll_into_view_if_needed()
    shoot(page, "room-chat-care")
    with page.expect_download() as download:
        care.locator("[data-format=text]").click()
    assert "这个" in download.value.path().read_text()
    care.get_by_test_id("chat-clear").click()
    page.locator("#confirm-dialog [data-action=yes]").click()
    for person in (page, phone):
        expect(person.get_by_test_id("line")).to_have_count(0)


@dataclass
class Line:
    """The guest's line to the server, in a test's hand: deaf, the page hears nothing any more."""

    is_deaf: bool = False
    way: WebSocketRoute | None = None

    def lay(self, way: WebSocketRoute) -> None:
        """Pass on what the page says, and what it is told while it may hear."""
        there = way.connect_to_server()
        there.on_message(lambda text: None if self.is_deaf else way.send(text))
        self.way = way

    def cut(self) -> None:
        """Lay the line down; the next one hears again."""
        self.is_deaf = False
        assert self.way is not None
        self.way.close()


def flown(person: Watcher, text: str, times: int) -> None:
    """Wait until this has been in the watched layer so often."""
    person.page.wait_for_function(
        "([text, times]) => window.flown.filter((one) => one === text).length >= times",
        arg=[text, times],
    )


def test_what_is_said_flies_over_the_picture_and_survives_a_cut(server: Server, arrive: Arrive):
    host, guest = arrive("host"), arrive("guest", **PHONE)
    host.context.add_init_script(LASTING)
    cable = Line()
    guest.page.route_web_socket("**/ws/**", cable.lay)
    address = host.create_room(server.base)
    host.join()
    guest.join(address)
    host.wait_for_company(2)

    cable.is_deaf = True
    say(guest, "听得到吗")
    expect(line(host.page, "听得到吗")).to_have_count(1)
    expect(line(guest.page, "听得到吗")).to_have_attribute("data-pending", "")
    cable.cut()
    expect(guest.page.locator(".line[data-pending]")).to_have_count(0)
    say(guest, "又好了")
    for person in (host, guest):
        expect(line(person.page, "又好了")).to_have_count(1)
        expect(line(person.page, "听得到吗")).to_have_count(1)

    host.page.evaluate(WATCH, "#reactions")
    guest.page.locator("#react button", has_text="🔥").tap()
    flown(host, "🔥", 1)

    host.page.evaluate(WATCH, "#danmaku")
    host.play()
    host.wait("!video.paused && video.currentTime > 2")
    guest.page.get_by_test_id("chat-fly").tap()
    say(guest, "好美")
    say(guest, "这光影绝了")
    flown(host, "这光影绝了", 1)
    assert not host.page.evaluate(FLIES_LOW)
    host.pause()
    host.page.wait_for_function(STANDS)
    host.page.evaluate(TO_THE_MIDDLE)
    shoot(host.page, "room-danmaku")

    with guest.page.expect_response("**/danmaku?*"):
        guest.page.reload()
        guest.join()
    guest.page.evaluate(WATCH, "#danmaku")
    host.seek_to(0)
    host.play()
    flown(guest, "好美", 1)
    flown(host, "好美", 2)
    hide_lines_of_others(host, "好美")
    expect(host.page.locator("#danmaku p")).to_have_count(0)


def hide_lines_of_others(person: Watcher, text: str) -> None:
    """Want no lines over the picture of whoever said this."""
    said: Any = line(person.page, text)
    said.locator(".line-text").click(button="right")
    person.page.locator("#line-menu [data-deed=hide]").click()
