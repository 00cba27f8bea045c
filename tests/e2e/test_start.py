"""The pages around a room in three sizes: nothing for axe-core to mind, and a picture."""

import json
import re
import sqlite3

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Arrive
from tests.e2e.pictures import STILL, shoot
from tests.e2e.watcher import CLIP_URL, Watcher
from tests.support.process import Server

pytestmark = [pytest.mark.browser, pytest.mark.pictures]

HAN = re.compile(r"[\u4e00-\u9fff]+")


@pytest.fixture
def visitor(arrive: Arrive) -> Watcher:
    """Somebody before whom nothing moves by itself, and who is told what is wrong."""
    person = arrive("visitor", **STILL)
    person.may_be_told = {400, 403, 404, 409, 410}
    return person


@pytest.fixture
def host(server: Server) -> httpx.Client:
    """Makes rooms over HTTP."""
    client = httpx.Client(base_url=f"{server.base}/api/v1")
    token = client.post("/sessions", json={"nickname": "host"}).json()["data"]["token"]
    client.headers["Authorization"] = f"Bearer {token}"
    return client


def make_room(host: httpx.Client, name: str, **more: object) -> str:
    body = {"name": name, "media_url": CLIP_URL, **more}
    return str(host.post("/rooms", json=body).json()["data"]["id"])


def expire(server: Server, room: str) -> None:
    """Let time do in a moment what it does in ten minutes."""
    with sqlite3.connect(server.data / "xiaowo.sqlite3", timeout=20) as record:
        record.execute("UPDATE rooms SET status = 'inactive' WHERE id = ?", [room])


def test_the_start_page_in_every_state(server: Server, visitor: Watcher, host: httpx.Client):
    page = visitor.page
    page.goto(server.base)
    shoot(page, "start")

    page.get_by_label("快速演示").check()
    expect(page.get_by_test_id("create-room")).to_be_hidden()
    shoot(page, "start-demo")

    page.locator("[value=link]").check()
    page.locator("summary").click()
    page.locator("[name=is_private]").check()
    page.get_by_test_id("create-room").click()
    expect(page.locator("#id_media_url_error")).to_be_visible()
    expect(page.locator("#id_password_error")).to_be_visible()
    shoot(page, "start-errors")

    page.locator("[name=is_private]").uncheck()
    # Held for ever: a name that cannot be looked up would be an error of the page's.
    page.route("https://films.example/**", lambda _route: None)
    link = page.locator("[name=media_url]")
    link.fill("https://films.example/otters.mp4")
    link.press("Enter")
    page.wait_for_url("**/room/*")
    answer = httpx.get(page.url.replace("/room/", "/api/v1/rooms/"))
    assert answer.json()["data"]["media_url"] == "https://films.example/otters.mp4"

    make_room(host, "海獭影院")
    make_room(host, "海獭影院，第二场", max_users=1)
    page.goto(server.base)
    page.locator("#q").fill("海獭")
    page.keyboard.press("Enter")
    expect(page.locator(".rooms li")).to_have_count(2)
    shoot(page, "start-search")


def test_what_stands_instead_of_a_room(server: Server, visitor: Watcher, host: httpx.Client):
    page = visitor.page
    secret = make_room(host, "秘密放映室", is_private=True, password="pw")
    page.goto(f"{server.base}/room/{secret}")
    page.locator("[name=password]").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.locator(".wrong")).to_be_visible()
    shoot(page, "private")

    full = make_room(host, "坐满了", max_users=1)
    page.goto(f"{server.base}/room/{full}")
    shoot(page, "full")

    page.goto(f"{server.base}/room/NOROOM")
    shoot(page, "no-room")
    page.goto(f"{server.base}/nowhere")
    shoot(page, "not-found")


def test_a_room_says_why_it_stays_shut(server: Server, visitor: Watcher, host: httpx.Client):
    page = visitor.page
    for state, how in {"kicked": {}, "banned": {"ban": True}}.items():
        room = make_room(host, "周五电影夜")
        me = seat(page, f"{server.base}/room/{room}")
        page.goto(server.base)
        host.request("DELETE", f"/rooms/{room}/members/{me}", json=how).raise_for_status()
        page.goto(f"{server.base}/room/{room}")
        shoot(page, state)

    host.patch(f"/rooms/{room}", json={"is_locked": True}).raise_for_status()
    visitor.context.clear_cookies()
    page.goto(f"{server.base}/room/{room}")
    shoot(page, "locked")
    host.patch(f"/rooms/{room}", json={"settings": {"approval": True}}).raise_for_status()
    host.delete(f"/rooms/{room}").raise_for_status()
    page.reload()
    shoot(page, "archived")
    page.get_by_test_id("rebuild").click()
    shoot(page, "not-yours")


def test_who_reads_english_is_spoken_to_in_english(server: Server, arrive: Arrive):
    person = arrive("visitor", locale="en-GB", **STILL)
    person.may_be_told = {404}
    page = person.page
    page.goto(f"{server.base}/nowhere")
    shoot(page, "not-found-en")
    page.goto(server.base)
    shoot(page, "start-en")
    person.create_room(server.base)
    expect(page.get_by_test_id("join")).to_be_enabled()
    person.wait("video.readyState >= 2")
    shoot(page, "room-join-en")
    person.join()
    page.get_by_test_id("chat-input").fill("This one tonight?")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("chat-list")).to_contain_text("tonight")
    shoot(page, "room-en")
    page.locator("#tab-members").click()
    shoot(page, "room-members-en")
    page.get_by_test_id("more").click()
    page.get_by_test_id("room-settings").click()
    shoot(page, "room-settings-en")
    assert HAN.findall(page.locator("body").text_content() or "") == ["中文"]


def seat(page: Page, address: str) -> str:
    """Take a seat in a room; returns the session that has it."""
    page.goto(address)
    expect(page.get_by_test_id("join")).to_be_enabled()
    config = json.loads(page.locator("#room-config").text_content() or "")
    return str(config["session"]["id"])


def test_who_left_finds_the_way_back_and_rebuilds(server: Server, visitor: Watcher):
    page = visitor.page
    line = {"is_cut": True}
    page.route_web_socket(
        "**/ws/**", lambda way: way.close() if line["is_cut"] else way.connect_to_server()
    )
    address = visitor.create_room(server.base, name="周五电影夜")
    code = address[-6:]
    expect(page.locator("#link-notice")).to_contain_text("暂时连不上房间")
    line["is_cut"] = False
    expect(page.get_by_test_id("join")).to_be_enabled()
    expect(page.locator("#link-notice")).to_be_hidden()

    page.goto(server.base)
    back = page.locator("#back-to-room")
    expect(back).to_contain_text(f"回到房间 {code}")
    shoot(page, "start-back")
    expire(server, code)
    back.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("房间已过期")
    shoot(page, "expired")
    page.get_by_test_id("rebuild").click()
    page.wait_for_url(lambda url: "/room/" in url and code not in url)
    expect(page.locator("h1")).to_have_text("周五电影夜")


def test_a_pasted_link_becomes_its_code(server: Server, visitor: Watcher, host: httpx.Client):
    code = make_room(host, "周五电影夜")
    page = visitor.page
    page.goto(server.base)
    field = page.locator("[name=code]")

    field.evaluate(
        """(field, text) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text", text);
          const facts = {clipboardData, bubbles: true, cancelable: true};
          field.dispatchEvent(new ClipboardEvent("paste", facts));
        }""",
        f"一起看！{server.base}/room/{code.lower()} 快来",
    )

    expect(field).to_have_value(code)
    page.get_by_test_id("join-room").click()
    page.wait_for_url(f"**/room/{code}")
