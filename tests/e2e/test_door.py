"""What moderates a room: knocking, being let in or sent home; a report; what one has missed."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Arrive
from tests.e2e.pictures import STILL, shoot
from tests.e2e.test_panels import edit_room
from tests.support.process import Server

pytestmark = [pytest.mark.browser, pytest.mark.pictures]

TWO = ("desktop", "phone")
TWO_MINUTES_AGO = (
    "localStorage.setItem('xiaowo.seen', JSON.stringify("
    "{room: location.pathname.slice(6), at: Date.now() - 120_000}));"
)


def test_the_host_opens_the_door_reports_a_line_and_sends_somebody_home(
    server: Server, arrive: Arrive
):
    host = arrive("host", **STILL)
    address = host.create_room(server.base, name="周五电影夜")
    host.join()
    edit_room(host, {"settings": {"approval": True}})

    ming = arrive("ming", **STILL)
    ming.may_be_told = {403}
    ming.page.goto(address)
    expect(ming.page.locator("h1")).to_have_text("周五电影夜")
    ming.page.locator("[name=nickname]").fill("小明")
    shoot(ming.page, "door", TWO)
    ming.page.get_by_role("button", name="敲门").click()
    expect(ming.page.get_by_role("status")).to_contain_text("已经敲过门了")
    shoot(ming.page, "door-waiting", TWO)

    knocking = host.page.get_by_test_id("knocking")
    expect(knocking).to_contain_text("小明")
    shoot(host.page, "room-knocking", TWO)
    knocking.get_by_role("button", name="请进：小明", exact=True).click()
    expect(host.page.locator("#knocking")).to_be_hidden()
    # By itself.
    expect(ming.page.get_by_test_id("join")).to_be_visible()
    ming.join()
    expect(host.page.get_by_test_id("chat-list")).to_contain_text("小明")

    ming.page.get_by_test_id("chat-input").fill("加我微信领红包")
    ming.page.keyboard.press("Enter")
    line = host.page.locator(".line", has_text="加我微信领红包")
    line.click(button="right")
    host.page.locator("[data-deed=report]").click()
    report = host.page.locator("#report-dialog")
    report.get_by_label("广告或诈骗").check()
    shoot(host.page, "room-report", TWO)
    report.get_by_role("button", name="举报").click()
    # Taken: what is refused stays open.
    expect(report).to_be_hidden()

    # A page that was left comes back: what happened meanwhile is one line.
    host.page.add_init_script(TWO_MINUTES_AGO)
    host.page.reload()
    host.join()
    expect(host.page.get_by_test_id("chat-list")).to_contain_text("你离开时：小明 进来了")
    shoot(host.page, "room-meanwhile")

    hong = arrive("hong", **STILL)
    hong.may_be_told = {403}
    hong.page.goto(address)
    hong.page.locator("[name=nickname]").fill("小红")
    hong.page.get_by_role("button", name="敲门").click()
    knocking.get_by_role("button", name="先不：小红", exact=True).click()
    expect(hong.page.locator("main")).to_contain_text("他们现在不太方便")
    shoot(hong.page, "door-refused")
