"""The whole way, from the start page to a room that is opened anew, by key and by finger alone."""

import sqlite3

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Arrive
from tests.e2e.pictures import STILL
from tests.e2e.test_player import SUBTITLES
from tests.e2e.watcher import CLIP_URL, Watcher
from tests.e2e.ways import Fingers, Keys, Way
from tests.support.process import Server

pytestmark = pytest.mark.browser

COPIES = {"permissions": ["clipboard-read", "clipboard-write"]}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def test_all_of_it_by_key_alone(server: Server, arrive: Arrive):
    person = arrive("keys", **STILL, **COPIES)
    page = person.page
    way = Keys(page)
    room = make_and_join(way, person, server)
    # Who has joined by key goes on from the button that plays.
    expect(page.get_by_test_id("play")).to_be_focused()

    way.go_to(page.get_by_test_id("seek"))
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("position")).to_have_text("0:05")
    way.go_to(page.get_by_test_id("volume"))
    page.keyboard.press("ArrowLeft")
    person.wait("video.volume < 1")
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement !== null")
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement === null")

    watch(way, person)
    rule(way, person, arrive)
    arrange(way, person)
    leave_and_return(way, person, server, room)


def test_all_of_it_by_finger_alone(server: Server, arrive: Arrive):
    person = arrive("fingers", **STILL, **COPIES, **PHONE)
    page = person.page
    way = Fingers(page)
    room = make_and_join(way, person, server)

    bar = page.get_by_test_id("seek")
    box = bar.bounding_box()
    assert box is not None
    bar.tap(position={"x": box["width"] / 2, "y": box["height"] / 2})
    person.wait("video.currentTime > 40 && video.currentTime < 50")
    way.press(page.get_by_test_id("fullscreen"))
    page.wait_for_function("() => document.fullscreenElement !== null")
    way.press(page.get_by_test_id("fullscreen"))
    page.wait_for_function("() => document.fullscreenElement === null")

    watch(way, person)
    rule(way, person, arrive)
    arrange(way, person)
    leave_and_return(way, person, server, room)


def make_and_join(way: Way, person: Watcher, server: Server) -> str:
    """Make a room by its form, with a link; returns its address."""
    page = way.page
    page.goto(server.base)
    way.write(page.locator("[name=name]"), "周五电影夜")
    way.write(page.locator("[name=media_url]"), CLIP_URL)
    way.press(page.get_by_test_id("create-room"))
    page.wait_for_url("**/room/*")
    way.press(page.get_by_test_id("join"))
    expect(page.locator("#join-overlay")).to_be_hidden()
    person.wait("video.readyState >= 2")
    return page.url


def watch(way: Way, person: Watcher) -> None:
    """Play, pause, speed, sound, subtitles, the picture's shape, the small window."""
    page = way.page
    way.press(page.get_by_test_id("play"))
    person.wait("!video.paused")
    way.press(page.get_by_test_id("play"))
    person.wait("video.paused")
    way.choose(page.get_by_test_id("speed"), "1.25")
    way.press(page.get_by_test_id("mute"))
    person.wait("video.muted")
    way.press(page.get_by_test_id("back"))
    expect(page.get_by_test_id("play")).to_be_enabled()

    way.press(page.get_by_test_id("captions"))
    subtitles = {"name": "晚风.srt", "mimeType": "text/plain", "buffer": SUBTITLES}
    with page.expect_file_chooser() as chooser:
        choose_file = page.get_by_test_id("captions-file")
        way.press(choose_file if isinstance(way, Keys) else page.locator("[for=captions-file]"))
    chooser.value.set_files(subtitles)  # type: ignore[arg-type]
    expect(page.get_by_test_id("captions-toggle")).to_be_enabled()
    way.press(page.get_by_test_id("captions-later"))
    expect(page.locator("#captions-offset output")).to_contain_text("+0.5")

    way.press(page.get_by_test_id("view"))
    expect(page.locator("#captions-menu")).to_be_hidden()
    way.choose(page.get_by_test_id("fit"), "cover")
    small = page.get_by_test_id("float")
    if small.is_visible():
        way.press(small)
        page.wait_for_function("() => document.pictureInPictureElement !== null")
        page.evaluate("() => document.exitPictureInPicture()")
    else:
        way.press(page.get_by_test_id("view"))
    expect(page.locator("#view-menu")).to_be_hidden()


def rule(way: Way, person: Watcher, arrive: Arrive) -> None:
    """Talk with a guest, mute them, make them an admin, send them out."""
    page = way.page
    guest = arrive("guest")
    guest.join(page.url)
    way.write(page.get_by_test_id("chat-input"), "今晚看这个？")
    page.keyboard.press("Enter")
    expect(guest.page.get_by_test_id("chat-list")).to_contain_text("今晚")

    way.turn_to(page.locator("#tab-members"), page.locator("#tab-chat"))
    menu = page.get_by_test_id("member-menu").locator("visible=true")
    dialog = page.locator("#member-dialog")
    way.press(menu)
    way.press(dialog.locator("[data-right=chat]"))
    expect(guest.page.get_by_test_id("chat-input")).not_to_be_editable()
    way.press(dialog.locator("[data-deed=make_admin]"))
    expect(dialog).to_be_hidden()
    if isinstance(way, Keys):
        expect(menu).to_be_focused()
    way.press(menu)
    way.press(dialog.locator("[data-deed=kick]"))
    way.press(page.locator("#confirm-dialog [data-action=yes]"))
    expect(page.get_by_test_id("member")).to_have_count(1)
    expect(dialog).to_be_hidden()
    if isinstance(way, Keys):
        expect(page.locator("#tab-members")).to_be_focused()


def arrange(way: Way, person: Watcher) -> None:
    """Rename the room, show another film, invite; each dialog gives the focus back."""
    page = way.page
    more, settings = page.get_by_test_id("more"), page.locator("#settings-dialog")
    way.press(more)
    way.press(page.get_by_test_id("room-settings"))
    way.write(settings.locator("[name=name]"), "周六电影夜")
    way.press(settings.locator("[type=submit]"))
    expect(page.locator("h1")).to_have_text("周六电影夜")
    expect(settings).to_be_hidden()
    if isinstance(way, Keys):
        expect(more).to_be_focused()

    change, films = page.get_by_test_id("change-media"), page.locator("#media-dialog")
    way.press(change)
    way.turn_to(page.locator("#tab-demos"), page.locator("#tab-link"))
    way.press(page.get_by_role("button", name="小窝演示片（可离线） 1:30"))
    expect(films).to_be_hidden()
    if isinstance(way, Keys):
        expect(change).to_be_focused()

    share, dialog = page.get_by_test_id("share"), page.locator("#share-dialog")
    way.press(share)
    way.press(page.get_by_test_id("copy-link"))
    expect(page.locator("#share-told")).not_to_be_empty()
    way.close(dialog)
    if isinstance(way, Keys):
        expect(share).to_be_focused()


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
    person.may_be_told = {410}
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
