"""What a host does with a room and its people, and the way out and back: the same in every way."""

import sqlite3

from playwright.sync_api import expect

from tests.e2e.conftest import Arrive
from tests.e2e.watcher import Watcher
from tests.e2e.ways import Way
from tests.support.process import Server


def rule(way: Way, arrive: Arrive) -> None:
    """Talk with a guest, and have all that a host has: mute, admin, kick, hand over, ban."""
    page = way.page
    guest = arrive("guest")
    guest.join(page.url.split("?")[0])
    way.write(page.get_by_test_id("chat-input"), "今晚看这个？")
    page.keyboard.press("Enter")
    expect(guest.page.get_by_test_id("chat-list")).to_contain_text("今晚")

    way.turn_to(page.locator("#tab-members"), page.locator("#tab-chat"))
    menu = page.get_by_test_id("member-menu").locator("visible=true")
    dialog = page.locator("#member-dialog")
    do(way, "mute_10")
    field = guest.page.get_by_test_id("chat-input")
    expect(field).not_to_be_editable()
    do(way, "unmute")
    expect(field).to_be_editable()
    way.press(menu)
    way.press(dialog.locator("[data-right=chat]"))
    expect(field).not_to_be_editable()
    way.press(dialog.locator("[data-right=chat]"))
    expect(field).to_be_editable()
    way.close(dialog)
    way.is_back_at(menu)
    do(way, "make_admin")
    expect(page.get_by_test_id("member").nth(1)).to_contain_text("管理员")

    # The room goes to the guest, who gives it back.
    do(way, "hand_over", is_grave=True)
    guest.page.locator("#tab-members").click()
    guest.page.get_by_test_id("member-menu").locator("visible=true").click()
    guest.page.locator("#member-dialog [data-deed=hand_over]").click()
    guest.page.locator("#confirm-dialog [data-action=yes]").click()
    expect(page.get_by_test_id("member").first).to_contain_text("房主")

    do(way, "kick", is_grave=True)
    expect(page.get_by_test_id("member")).to_have_count(1)
    forgive(way)
    guest.page.locator("#over-dialog [data-action=reload]").click()
    guest.join()
    expect(page.get_by_test_id("member")).to_have_count(2)
    do(way, "ban", is_grave=True)
    expect(page.get_by_test_id("member")).to_have_count(1)


def do(way: Way, deed: str, *, is_grave: bool = False) -> None:
    """Do something with the only other member; what is grave is asked about first."""
    page = way.page
    menu = page.get_by_test_id("member-menu").locator("visible=true")
    way.press(menu)
    way.press(page.locator(f"#member-dialog [data-deed={deed}]"))
    if is_grave:
        way.press(page.locator("#confirm-dialog [data-action=yes]"))
    expect(page.locator("#member-dialog")).to_be_hidden()
    way.is_back_at(page.locator("#tab-members") if is_grave else menu)


def forgive(way: Way) -> None:
    """Let in again whoever is kept out."""
    page = way.page
    more, settings = page.get_by_test_id("more"), page.locator("#settings-dialog")
    way.press(more)
    way.press(page.get_by_test_id("room-settings"))
    way.press(settings.locator("[data-part=bans] li button"))
    expect(settings.locator("[data-part=bans]")).to_be_hidden()
    way.close(settings)
    way.is_back_at(more)


def arrange(way: Way) -> None:
    """Rename the room, show another film, invite; each dialog gives the focus back."""
    page = way.page
    more, settings = page.get_by_test_id("more"), page.locator("#settings-dialog")
    way.press(more)
    way.press(page.get_by_test_id("room-settings"))
    way.write(settings.locator("[name=name]"), "周六电影夜")
    way.write(settings.locator("[name=max_users]"), "0")
    way.press(settings.locator("[name=danmaku]"))
    way.choose(settings.locator("[name=away_policy]"), "notice_only")
    way.press(settings.locator("[type=submit]"))
    expect(settings.locator("[data-wrong=max_users]")).not_to_be_empty()
    way.write(settings.locator("[name=max_users]"), "9")
    way.press(settings.locator("[type=submit]"))
    expect(page.locator("h1")).to_have_text("周六电影夜")
    expect(settings).to_be_hidden()
    way.is_back_at(more)

    change, films = page.get_by_test_id("change-media"), page.locator("#media-dialog")
    way.press(change)
    way.turn_to(page.locator("#tab-demos"), page.locator("#tab-link"))
    way.press(page.get_by_role("button", name="小窝演示片（可离线） 1:30"))
    expect(films).to_be_hidden()
    way.is_back_at(change)

    share, dialog = page.get_by_test_id("share"), page.locator("#share-dialog")
    way.press(share)
    way.press(page.get_by_test_id("copy-link"))
    expect(page.locator("#share-told")).not_to_be_empty()
    way.close(dialog)
    way.is_back_at(share)


def leave_and_return(way: Way, person: Watcher, server: Server, room: str) -> None:
    """Leave, come back by the code, open the room anew when it is over; make one with a demo."""
    page = way.page
    way.press(page.get_by_test_id("more"))
    way.press(page.get_by_test_id("leave"))
    page.wait_for_url(lambda url: "/room/" not in url)
    way.write(page.locator("[name=code]"), room[-6:])
    way.press(page.get_by_test_id("join-room"))
    page.wait_for_url(room)
    expect(page.get_by_test_id("join")).to_be_enabled()

    expire(server, room[-6:])
    person.may_be_told = {404, 410}
    page.goto(server.base)
    page.goto(room)
    way.press(page.get_by_test_id("rebuild"))
    page.wait_for_url(lambda url: "/room/" in url and url != room)
    expect(page.locator("h1")).to_have_text("周六电影夜")

    page.goto(server.base)
    way.turn_to(page.locator("[value=demo]"), page.locator("[value=link]"))
    way.press(page.get_by_test_id("demo").first)
    page.wait_for_url("**/room/*")
    expect(page.get_by_test_id("join")).to_be_enabled()


def expire(server: Server, room: str) -> None:
    """Let time do in a moment what it does in ten minutes."""
    with sqlite3.connect(server.data / "xiaowo.sqlite3", timeout=20) as record:
        record.execute("UPDATE rooms SET status = 'inactive' WHERE id = ?", [room])
    record.close()
