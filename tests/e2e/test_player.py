"""What a viewer has of the player alone: subtitles, shape, quality, the bar's hints, the keys."""

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.conftest import Arrive
from tests.e2e.pictures import STILL, shoot
from tests.e2e.watcher import Watcher
from tests.support.process import Server

pytestmark = [pytest.mark.browser, pytest.mark.pictures]

SUBTITLES = """1
00:00:00,000 --> 00:00:20,000
今晚的风很轻，<i>适合看电影</i>。

2
00:00:30,000 --> 00:00:40,000
再见。
""".encode("gb18030")
TWO_QUALITIES = """#EXTM3U
#EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=1280x720,CODECS="avc1.4d401f"
video.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=400000,RESOLUTION=640x360,CODECS="avc1.4d401f"
video.m3u8?small
"""


@pytest.fixture
def still(server: Server, arrive: Arrive) -> Watcher:
    """Somebody before whom nothing moves by itself, who watches in a room of their own."""
    person = arrive("still", **STILL)
    person.create_room(server.base, name="周五电影夜")
    person.join()
    return person


def test_subtitles_of_ones_own(still: Watcher):
    page = still.page
    lines, menu = page.locator("#captions"), page.get_by_test_id("captions")
    menu.click()
    page.get_by_test_id("captions-file").set_input_files(
        {"name": "page.html", "mimeType": "text/html", "buffer": b"<html></html>"}
    )
    expect(page.locator("#captions-status")).not_to_be_empty()
    expect(page.get_by_test_id("captions-toggle")).to_be_disabled()

    page.get_by_test_id("captions-file").set_input_files(
        {"name": "晚风.srt", "mimeType": "text/plain", "buffer": SUBTITLES}
    )
    expect(lines.locator("i")).to_have_text("适合看电影")
    shoot(page, "room-subtitles")

    for _ in range(2):
        page.get_by_test_id("captions-later").click()
    expect(page.locator("#captions-offset output")).to_contain_text("+1.0")
    expect(lines).to_be_empty()
    still.seek_to(10)
    expect(lines).to_contain_text("今晚的风很轻")
    menu.click()
    page.get_by_test_id("captions-toggle").click()
    expect(lines).to_be_empty()


def test_the_bar_tells_what_is_loaded_and_where_the_hand_is(still: Watcher):
    page = still.page
    bar = page.get_by_test_id("seek")
    page.wait_for_function(
        "() => document.querySelector('.seek-loaded').style.getPropertyValue('--stops')"
        ".includes('var(--loaded)')"
    )
    box = bar.bounding_box()
    assert box is not None

    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    expect(page.locator(".seek-tip")).to_have_text("0:45")
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] - 200)
    expect(page.locator(".seek-tip")).to_be_hidden()


def test_the_shape_is_kept_and_the_system_knows_the_film(still: Watcher):
    page = still.page
    page.get_by_test_id("view").click()
    expect(page.locator("#quality-row")).to_be_hidden()
    shoot(page, "room-view")

    page.get_by_test_id("fit").select_option("cover")

    fit = "() => getComputedStyle(document.querySelector('video')).objectFit"
    assert page.evaluate(fit) == "cover"
    title = "() => navigator.mediaSession.metadata?.title"
    assert page.evaluate(title)
    page.reload()
    assert page.evaluate(fit) == "cover"


def test_the_viewer_chooses_among_the_films_qualities(server: Server, arrive: Arrive):
    person = arrive("chooser", **STILL)

    def serve(route: Route) -> None:
        route.fulfill(body=TWO_QUALITIES, content_type="application/vnd.apple.mpegurl")

    person.page.route("**/two-qualities.m3u8", serve)
    person.create_room(server.base, film="/static/demo/hls/two-qualities.m3u8")
    person.join()
    page = person.page

    page.get_by_test_id("view").click()
    expect(page.get_by_test_id("quality").locator("option")).to_have_text(["自动", "720P", "360P"])
    shoot(page, "room-qualities")
    page.get_by_test_id("quality").select_option("360")

    page.wait_for_function(
        "() => performance.getEntriesByType('resource').some(({name}) => name.endsWith('?small'))"
    )
    expect(page.get_by_test_id("quality")).to_have_value("360")
    person.play()
    person.wait("video.currentTime > 0.5")


def test_all_of_it_by_key(still: Watcher):
    page = still.page
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys-dialog")).to_be_visible()
    page.keyboard.press("Escape")

    page.get_by_test_id("more").focus()
    page.keyboard.press("Enter")
    items = page.locator("#more-menu .menu-item:visible")
    expect(items.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(items.nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#more-menu")).to_be_hidden()
    expect(page.get_by_test_id("more")).to_be_focused()

    page.get_by_test_id("panel-hide").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.get_by_test_id("panel-show")).to_be_focused()
    shoot(page, "room-alone")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("panel-hide")).to_be_focused()

    page.keyboard.press("m")
    still.wait("video.muted")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("position")).to_have_text("0:05")
    page.keyboard.press("k")
    still.wait("video.paused")
