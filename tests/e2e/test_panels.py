"""Members, settings, network and debug panel: what people do with them, and how they look."""

import json
import re
import time
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Arrive
from tests.e2e.pictures import STILL, shoot
from tests.e2e.watcher import PATIENCE_MS, Watcher
from tests.support.process import Server

pytestmark = [pytest.mark.browser, pytest.mark.pictures]

TABS = ("debug-network", "debug-sync", "debug-room", "debug-messages", "debug-tools")
HALF_AN_HOUR_LATER = (
    "() => { const now = performance.now.bind(performance);"
    " performance.now = () => now() + 31 * 60_000; }"
)


@pytest.fixture
def pair(server: Server, arrive: Arrive) -> tuple[Watcher, Watcher]:
    """Host and guest in one room, before whom nothing moves by itself."""
    host, guest = arrive("host", **STILL), arrive("guest", **STILL)
    address = host.create_room(server.base, name="周五电影夜")
    host.join()
    guest.join(address)
    host.wait_for_company(2)
    return host, guest


def edit_room(person: Watcher, changes: dict[str, Any]) -> None:
    """Change the room as from another page of this person."""
    page = person.page
    config = json.loads(page.locator("#room-config").text_content() or "")
    address = page.url.split("?")[0].replace("/room/", "/api/v1/rooms/")
    answer = page.context.request.patch(
        address, data=changes, headers={"X-CSRFToken": config["csrf_token"]}
    )
    assert answer.ok, answer.text()


def test_the_host_rules_and_everybody_sees_it_at_once(pair: tuple[Watcher, Watcher]):
    host, guest = pair
    page, dialog = host.page, host.page.locator("#member-dialog")
    expect(page.get_by_test_id("chat-list")).to_contain_text("加入了")
    page.locator("#tab-members").click()
    guest.page.get_by_test_id("chat-input").fill("在吗？")
    guest.page.keyboard.press("Enter")
    expect(page.locator("#chat-count")).to_have_text("1")
    page.get_by_test_id("member-menu").locator("visible=true").click()
    shoot(page, "room-member")

    field = guest.page.get_by_test_id("chat-input")
    dialog.locator("[data-deed=mute_10]").click()
    expect(dialog).to_be_hidden()
    expect(field).not_to_be_editable()
    expect(field).to_have_attribute("placeholder", re.compile(r"^你被禁言到 \d\d:\d\d$"))
    expect(guest.page.locator("#react button").first).to_be_disabled()
    expect(page.get_by_test_id("member").nth(1)).to_contain_text("禁言到")
    page.get_by_test_id("member-menu").locator("visible=true").click()
    expect(dialog.locator("[data-deed=mute_60]")).to_be_hidden()
    dialog.locator("[data-deed=unmute]").click()
    expect(field).to_be_editable()
    expect(guest.page.locator("#react button").first).to_be_enabled()

    page.get_by_test_id("member-menu").locator("visible=true").click()
    dialog.locator("[data-right=control]").uncheck()
    dialog.locator("[data-right=chat]").uncheck()
    expect(guest.page.get_by_test_id("play")).to_be_disabled()
    expect(field).not_to_be_editable()
    expect(field).to_be_focused()
    expect(guest.page.get_by_test_id("chat-send")).to_be_disabled()
    expect(guest.page.locator("#no-control")).to_contain_text("房主收回")
    shoot(guest.page, "room-no-control")
    dialog.locator("[data-deed=make_admin]").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_test_id("member").nth(1)).to_contain_text("管理员")

    guest.page.locator("#tab-members").click()
    guest.page.get_by_test_id("member-menu").locator("visible=true").click()
    of_admin = guest.page.locator("#member-dialog")
    expect(of_admin).to_contain_text("没有人能更改房主的权限")
    expect(of_admin.locator("[data-deed]").locator("visible=true")).to_have_count(0)
    guest.page.keyboard.press("Escape")

    page.locator("#tab-chat").click()
    expect(page.locator("#chat-count")).to_be_empty()
    page.locator("#tab-members").click()
    page.get_by_test_id("member-menu").locator("visible=true").click()
    dialog.locator("[data-deed=kick]").click()
    shoot(page, "room-confirm")
    page.locator("#confirm-dialog [data-action=close]").click()
    expect(page.get_by_test_id("member")).to_have_count(2)
    dialog.locator("[data-deed=kick]").click()
    page.locator("#confirm-dialog [data-action=yes]").click()
    expect(page.get_by_test_id("member")).to_have_count(1)
    expect(guest.page.locator("#over-dialog [data-action=reload]")).to_have_text("重试")
    shoot(guest.page, "over-kicked")

    page.get_by_test_id("more").click()
    page.get_by_test_id("room-settings").click()
    kept_out = page.locator("#settings-dialog [data-part=bans]")
    kept_out.locator("button").click()
    expect(kept_out).to_be_hidden()
    guest.page.locator("[data-action=reload]").click()
    expect(guest.page.get_by_test_id("join")).to_be_enabled()


def test_two_change_the_room_at_once(pair: tuple[Watcher, Watcher]):
    host, guest = pair
    page, dialog = host.page, host.page.locator("#settings-dialog")
    name, seats = dialog.locator("[name=name]"), dialog.locator("[name=max_users]")
    page.get_by_test_id("more").click()
    page.get_by_test_id("room-settings").click()

    name.fill("周六电影夜")
    seats.fill("0")
    dialog.locator("[name=is_private]").check()
    dialog.locator("[type=submit]").click()
    for field in ("max_users", "password"):
        expect(dialog.locator(f"[data-wrong={field}]")).not_to_be_empty()
    shoot(page, "room-settings")
    expect(guest.page.locator("h1")).to_have_text("周五电影夜")

    seats.fill("9")
    dialog.locator("[name=is_private]").uncheck()
    edit_room(host, {"name": "别人的名字", "description": "一起看"})
    expect(dialog.locator("[name=description]")).to_have_value("一起看")
    expect(name).to_have_value("周六电影夜")
    expect(dialog.locator("form [role=status]")).not_to_be_empty()
    dialog.locator("[name=is_locked]").check()
    dialog.locator("[type=submit]").click()

    expect(dialog).to_be_hidden()
    expect(guest.page.locator("h1")).to_have_text("周六电影夜")
    page.get_by_test_id("more").click()
    page.get_by_test_id("room-settings").click()
    expect(dialog.locator("[name=is_locked]")).to_be_checked()


def test_the_light_leads_to_the_connection_also_by_key(pair: tuple[Watcher, Watcher]):
    host, guest = pair
    page, dialog = host.page, host.page.locator("#network-dialog")

    page.get_by_test_id("signal").focus()
    page.keyboard.press("Enter")
    expect(dialog.locator("#network-last li")).not_to_have_count(0, timeout=PATIENCE_MS)
    expect(dialog.locator("polyline")).not_to_have_count(0)
    expect(dialog.locator("#network-advice li")).not_to_have_count(0)
    shoot(page, "room-network")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    page.get_by_test_id("more").click()
    page.get_by_test_id("leave").click()
    page.locator("#confirm-dialog [data-action=yes]").click()
    page.wait_for_url("**/")
    expect(guest.page.get_by_test_id("member")).to_have_count(1)


def test_a_visit_is_counted_to_its_end_unless_somebody_minds(server: Server, arrive: Arrive):
    shy, other = arrive("shy"), arrive("other")
    shy.context.add_init_script("Object.defineProperty(navigator, 'doNotTrack', {get: () => '1'});")
    quiet_room, room = shy.create_room(server.base), other.create_room(server.base)
    for person in (shy, other):
        person.join()
        person.page.goto(server.base)

    wait_until_told(server, other, room, "room_leave")
    assert {"room_enter", "video_load", "room_leave"} <= set(told(server, room))
    assert told(server, quiet_room) == []


def test_the_debug_panel(server: Server, arrive: Arrive):
    host = arrive("host", **STILL)
    page = host.page
    address = host.create_room(server.base, name="周五电影夜")
    for _ in range(5):
        page.locator(".room-head h1").click()
    page.keyboard.press("Control+Shift+KeyD")
    assert not any("panel" in entry for entry in loaded(host))

    host.join(f"{address}?debug=true")
    assert not any("panel" in entry for entry in loaded(host))
    for _ in range(5):
        page.locator(".room-head h1").click()
    panel = page.locator("#debug-panel")
    expect(panel).to_be_visible()
    for state in TABS:
        panel.locator(f"#{state.replace('debug-', 'debug-tab-')}").click()
        shoot(page, state)
    wait_until_told(server, host, address, "debug_open")

    with page.expect_download() as download:
        panel.locator("[data-tool=snapshot]").click()
    snapshot = json.loads(download.value.path().read_text())
    assert snapshot["room"]["id"] == address.rsplit("/", 1)[1]
    assert snapshot["network"]["link"] == "open"

    panel.locator("#debug-type").select_option("speed_change")
    panel.locator("#debug-data").fill('{"playback_rate": 1.5}')
    panel.locator("[type=submit]").click()
    expect(page.get_by_test_id("speed")).to_have_value("1.5")
    panel.locator("#debug-data").fill("{")
    panel.locator("[type=submit]").click()
    expect(panel.locator("[role=status]")).to_contain_text("JSON")

    panel.locator("[data-tool=cut]").click()
    expect(page.locator("#signal")).to_have_attribute("data-signal", "off")
    panel.locator("[data-tool=cut]").click()
    expect(page.locator("#signal")).not_to_have_attribute("data-signal", "off")
    panel.locator("[name=delay]").fill("400")
    expect(page.locator("#signal")).to_have_attribute("data-signal", "poor", timeout=PATIENCE_MS)

    page.keyboard.press("Control+Shift+KeyD")
    expect(panel).to_be_hidden()
    page.keyboard.press("Control+Shift+KeyD")
    expect(panel).to_be_visible()
    page.evaluate(HALF_AN_HOUR_LATER)
    expect(panel).to_be_hidden()
    wait_until_told(server, host, address, "debug_close")


def told(server: Server, address: str) -> list[str]:
    """Return the page events of a room that the server has written to its log."""
    lines = [json.loads(line) for line in server.log.splitlines() if "page events" in line]
    code = address.rsplit("/", 1)[1]
    events = [event for line in lines for event in line["events"]]
    return [event["event_name"] for event in events if event["room_id"] == code]


def wait_until_told(server: Server, person: Watcher, address: str, event: str) -> None:
    """Wait until such an event of the room is in the log."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while event not in told(server, address):
        assert time.monotonic() < deadline, told(server, address)
        person.draw()


def loaded(person: Watcher) -> list[str]:
    """Return the addresses of what the page has fetched."""
    entries: list[str] = person.page.evaluate(
        "performance.getEntriesByType('resource').map(({name}) => name)"
    )
    return entries
