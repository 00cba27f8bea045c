"""Bringing friends in, and being somebody: sharing, one's own name, an account's whole life."""

import json
import re
import time

import httpx
import pytest
import zxingcpp
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Arrive
from tests.e2e.pictures import STILL, shoot
from tests.e2e.watcher import CLIP_URL, PATIENCE_MS, Watcher
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
# How bright the QR code is, point by point.
SIDE = 176
GREY = """(side) => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const pen = canvas.getContext("2d");
  pen.drawImage(document.querySelector("#share-qr"), 0, 0, side, side);
  return [...pen.getImageData(0, 0, side, side).data].filter((_, at) => at % 4 === 0);
}"""
FIRST, SECOND = "otters-like-films", "otters-like-them-more"
LINK = re.compile(r"/account/reset/\w+/[\w-]+")
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
    assert read_code(page) == address
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
    host.play()

    page.wait_for_function("() => window.rung.length === 1")
    path = "/room/" + host.page.url[-6:]
    assert page.evaluate("window.rung") == [["开映啦", "Film night", path]]


def read_code(page: Page) -> str:
    """Read the QR code that is shown, as a phone's camera would."""
    grey = memoryview(bytes(page.evaluate(GREY, SIDE))).cast("B", shape=(SIDE, SIDE))
    found = zxingcpp.read_barcode(grey)
    assert found is not None
    return str(found.text)


def test_an_account_from_its_first_day_to_its_last(server: Server, arrive: Arrive):
    person = arrive("otter", **STILL)
    person.may_be_told = {400, 404, 409}
    page = person.page
    page.goto(f"{server.base}/account")
    shoot(page, "account")
    register(person, "short")
    shoot(page, "account-errors")
    register(person, FIRST)
    expect(page.get_by_role("heading", level=1)).to_have_text("水獭")
    shoot(page, "account-own")

    page.locator("#password_password").fill(FIRST)
    page.locator("#password_new_password").fill(SECOND)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("密码已修改")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出").click()
    assert json.loads(download.value.path().read_text())["user"]["username"] == "水獭"

    page.goto(sits_elsewhere(server, SECOND))
    shoot(page, "already")
    page.goto(f"{server.base}/account")
    page.get_by_role("button", name="退出").click()
    forget(server, person)

    page.locator("#login_username").fill("水獭")
    page.locator("#login_password").fill(FIRST)
    page.keyboard.press("Enter")
    page.locator("#delete_password").fill(FIRST)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("账号已注销")


def register(person: Watcher, password: str) -> None:
    """Ask for an account."""
    for name, value in {"username": "水獭", "password": password, "email": "o@x.example"}.items():
        person.page.locator(f"#register_{name}").fill(value)
    person.page.keyboard.press("Enter")
    person.page.wait_for_load_state()


def sits_elsewhere(server: Server, password: str) -> str:
    """Take a seat with the account from another device; returns the room's address."""
    with httpx.Client(base_url=f"{server.base}/api/v1") as other:
        said = {"username": "水獭", "password": password}
        token = other.post("/auth/login", json=said).json()["data"]["access_token"]
        other.headers["Authorization"] = f"Bearer {token}"
        body = {"name": "沙发", "media_url": CLIP_URL}
        return f"{server.base}/room/{other.post('/rooms', json=body).json()['data']['id']}"


def forget(server: Server, person: Watcher) -> None:
    """Have the first password again, by the mail, whose link counts once."""
    page = person.page
    page.get_by_role("link", name="忘记").click()
    shoot(page, "account-reset")
    page.locator("input[type=email]").fill("o@x.example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_be_visible()
    link = server.base + mailed(server, person)

    page.goto(link)
    shoot(page, "account-new-password")
    page.locator("input[type=password]").fill(FIRST)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_be_visible()
    page.goto(link)
    shoot(page, "account-reset-over")
    page.goto(f"{server.base}/account")


def mailed(server: Server, person: Watcher) -> str:
    """Wait for the mail, which is written to the console; returns its link's path."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not (found := LINK.search(server.log)):
        assert time.monotonic() < deadline, server.log
        person.draw()
    return found.group()
