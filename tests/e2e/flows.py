"""What anybody does in a room, from making it: the same steps in every way."""

import itertools

from playwright.sync_api import expect

from tests.e2e.test_player import SUBTITLES
from tests.e2e.watcher import CLIP_URL, Watcher
from tests.e2e.ways import Keys, Way
from tests.support.process import Server

NOWHERE = "/static/demo/nothing.mp4"
TABS = ("network", "sync", "room", "messages", "tools")


def make_and_join(way: Way, person: Watcher, server: Server) -> str:
    """Make a room by its form, with a link that leads nowhere; returns its address."""
    page = way.page
    person.may_be_told = {404}
    page.goto(server.base)
    way.write(page.locator("[name=name]"), "周五电影夜")
    way.write(page.locator("[name=media_url]"), NOWHERE)
    way.press(page.get_by_test_id("create-room"))
    page.wait_for_url("**/room/*")
    room = page.url
    page.goto(f"{room}?debug=true")
    way.press(page.get_by_test_id("join"))
    expect(page.locator("#join-overlay")).to_be_hidden()
    return room


def mend(way: Way, person: Watcher) -> None:
    """Read why the film does not come, try a link that is no better, then give the right one."""
    page = way.page
    failed, films = page.locator("#media-failed"), page.locator("#media-dialog")
    link, told = films.locator("[name=media_url]"), films.locator("#media-status")
    expect(failed.locator(".failed-why")).not_to_be_empty()
    way.press(failed.locator("[data-action=change]"))
    expect(link).to_have_value(NOWHERE)
    way.write(link, f"{NOWHERE}?again")
    way.press(films.locator("[type=submit]").first)
    expect(told).to_have_attribute("data-tone", "wrong")
    expect(told).to_contain_text("404")
    expect(link).to_have_attribute("aria-invalid", "true")
    way.write(link, CLIP_URL)
    way.press(films.locator("[type=submit]").first)
    expect(films).to_be_hidden()
    expect(failed).to_be_hidden()
    person.wait("video.readyState >= 2")
    # What had opened the dialog is gone: the film that has come is what one goes on with.
    way.is_back_at(page.get_by_test_id("play"))


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
    # Off for whoever wants nothing to move, until they want it.
    lines = page.get_by_test_id("danmaku")
    expect(page.locator("#danmaku-density")).to_be_disabled()
    way.press(lines)
    expect(lines).to_be_checked()
    way.choose(page.locator("#danmaku-density"), "full")
    small = page.get_by_test_id("float")
    if small.is_visible():
        way.press(small)
        page.wait_for_function("() => document.pictureInPictureElement !== null")
        page.evaluate("() => document.exitPictureInPicture()")
    else:
        way.press(page.get_by_test_id("view"))
    expect(page.locator("#view-menu")).to_be_hidden()


def look_into(way: Way) -> None:
    """Look at the keys, the connection, and what the debug panel knows; change one's name."""
    page = way.page
    more = page.get_by_test_id("more")
    way.press(more)
    way.press(page.get_by_test_id("keys"))
    way.close(page.locator("#keys-dialog"))
    way.is_back_at(more)

    signal = page.get_by_test_id("signal")
    way.press(signal)
    expect(page.locator("#network-advice li")).not_to_have_count(0)
    way.close(page.locator("#network-dialog"))
    way.is_back_at(signal)

    panel = page.locator("#debug-panel")
    way.call_debug()
    expect(panel).to_be_visible()
    for before, tab in itertools.pairwise(TABS):
        way.turn_to(panel.locator(f"#debug-tab-{tab}"), panel.locator(f"#debug-tab-{before}"))
        expect(panel.locator(f"#debug-{tab}")).to_be_visible()
    way.press(panel.locator("[data-tool=cut]"))
    expect(signal).to_have_attribute("data-signal", "off")
    way.press(panel.locator("[data-tool=cut]"))
    expect(signal).not_to_have_attribute("data-signal", "off")
    way.call_debug()
    expect(panel).to_be_hidden()
    way.is_back_at(signal)
    way.call_debug()
    way.press(panel.locator("[data-action=close]"))
    expect(panel).to_be_hidden()
    way.is_back_at(signal)

    way.turn_to(page.locator("#tab-members"), page.locator("#tab-chat"))
    own = page.get_by_test_id("own-name").locator("visible=true")
    way.press(own)
    way.write(page.locator("#nickname"), "小考拉")
    way.press(page.locator("#name-form button.primary"))
    expect(page.locator("#members")).to_contain_text("小考拉")
    way.is_back_at(own)
    if isinstance(way, Keys):
        way.go_to(page.locator("#tab-members"))
        page.keyboard.press("ArrowLeft")
    else:
        way.press(page.locator("#tab-chat"))
