"""Bringing friends in, and being somebody: the dialogs of sharing and of one's own name."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Arrive
from tests.e2e.pictures import STILL, shoot
from tests.e2e.watcher import Watcher
from tests.support.process import Server

pytestmark = [pytest.mark.browser, pytest.mark.pictures]

# Chromium on a desktop has no share sheet of its own.
SHEET = "navigator.share = async (what) => { window.shared = what; };"
# What the system shows of a notice no test can see; what it is asked to show, one can.
BELL = """window.rung = [];
window.Notification = class {
  static requestPermission = async () => "granted";
  constructor(title, { body, data }) { window.rung.push([title, body, data.path]); }
};"""
SHOWN = """() => {
  const pictures = [...document.querySelectorAll("dialog[open] img")];
  return pictures.every(({complete, naturalWidth}) => complete && naturalWidth > 0);
}"""


def test_a_room_is_shared_and_a_name_is_changed(server: Server, arrive: Arrive):
    person = arrive("still", permissions=["clipboard-read", "clipboard-write"], **STILL)
    page = person.page
    page.add_init_script(SHEET)
    address = person.create_room(server.base, name="周五电影夜")
    person.join()

    page.get_by_test_id("share").click()
    expect(page.locator("#share-link")).to_have_value(address)
    expect(page.locator("#share-private")).to_be_hidden()
    page.wait_for_function(SHOWN)
    page.get_by_test_id("copy-link").click()
    expect(page.locator("#share-told")).to_have_text("链接已复制，发给朋友吧！")
    assert page.evaluate("navigator.clipboard.readText()") == address
    page.get_by_test_id("system-share").click()
    assert page.evaluate("window.shared") == {
        "title": "周五电影夜", "text": "快来“周五电影夜”和我一起看", "url": address,
    }  # fmt: skip
    shoot(page, "room-share")
    page.keyboard.press("Escape")

    page.locator("#tab-members").click()
    page.get_by_test_id("own-name").click()
    name = page.locator("#nickname")
    thrown = []
    for _ in range(3):
        page.get_by_test_id("dice").click()
        thrown.append(name.input_value())
    assert all(thrown)
    name.fill("爱笑的水獭")
    face = page.locator("#name-dialog [name=avatar]").nth(3)
    chosen = face.get_attribute("value")
    face.check()
    page.wait_for_function(SHOWN)
    shoot(page, "room-name")
    page.keyboard.press("Enter")

    expect(page.locator("#name-dialog")).to_be_hidden()
    me = page.get_by_test_id("member")
    expect(me.locator(".member-name")).to_have_text("爱笑的水獭")
    expect(me.locator("img")).to_have_attribute("src", chosen or "")

    page.get_by_test_id("own-name").click()
    name.fill("  ")
    page.keyboard.press("Enter")
    expect(page.locator("#name-dialog")).to_be_hidden()
    expect(me.locator(".member-name")).to_have_text("爱笑的水獭")


def test_the_bell_rings_for_who_looks_elsewhere(host: Watcher, arrive: Arrive):
    guest = arrive("guest")
    page = guest.page
    page.add_init_script(BELL)
    guest.join(host.page.url)
    host.wait_for_company(2)
    bell = page.get_by_test_id("bell")
    page.get_by_test_id("more").click()
    bell.click()
    expect(bell).to_have_attribute("aria-pressed", "true")

    guest.look_away(True)
    host.press("play")

    page.wait_for_function("() => window.rung.length === 1")
    path = "/room/" + host.page.url[-6:]
    assert page.evaluate("window.rung") == [["开映啦", "Film night", path]]
