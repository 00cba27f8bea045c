"""Two browsers watch the clip as HLS: the same frames at the same moments as from one file."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Arrive
from tests.e2e.test_watching import require_in_step, wait_for_the_same_still
from tests.e2e.watcher import CLIP_URL, PATIENCE_MS, Watcher
from tests.support import measured
from tests.support.clip import CLIP, DEMO
from tests.support.process import Server

pytestmark = pytest.mark.browser

HLS_URL = "/static/demo/hls/xiaowo-demo.m3u8"
SILENT_URL = "/static/demo/hls/video.m3u8"
FETCHED = "() => performance.getEntriesByType('resource').map((entry) => entry.name)"


@pytest.fixture
def film() -> str:
    """The room shows the clip as HLS."""
    return HLS_URL


@pytest.mark.alone
def test_two_watch_in_step(host: Watcher, guest: Watcher):
    host.play()

    for person in (host, guest):
        person.wait("!video.paused && video.currentTime > 1")
    require_in_step("two pages with HLS over 10 s of play", host, guest, seconds=10)


@pytest.mark.alone
def test_a_seek_beyond_what_is_loaded(host: Watcher, guest: Watcher):
    host.play()
    for person in (host, guest):
        person.wait("!video.paused && video.currentTime > 1")

    guest.seek_to(60)

    for person in (host, guest):
        person.wait("!video.paused && video.currentTime > 61")
    require_in_step("two pages with HLS after a seek", host, guest, seconds=4)


def test_a_segment_that_arrives_broken_stops_nobody(server: Server, arrive: Arrive):
    person = arrive("host")
    # Alone, the picture is loaded half a minute ahead, so that this one comes while it plays.
    served = break_once(person.page, "video-08.mp4")
    person.create_room(server.base, film=SILENT_URL)
    person.join()
    assert served == []

    person.play()

    person.wait("!video.paused && video.currentTime > 8")
    assert len(served) > 1


def test_the_clip_plays_to_its_end(host: Watcher):
    host.seek_to(87)
    host.wait("Math.abs(video.currentTime - 87) < 2 && !video.seeking")

    host.play()

    host.wait("video.ended")
    assert abs(host.position - CLIP["duration"]) < 0.05


def test_a_pause_shows_everybody_the_same_frame(host: Watcher, guest: Watcher):
    host.play()
    for person in (host, guest):
        person.wait("!video.paused && video.currentTime > 2")

    guest.pause()

    for person in (host, guest):
        person.wait("video.paused && !video.seeking && video.readyState >= 2")
    wait_for_the_same_still(host, guest)
    frames = [person.frame_number() for person in (host, guest)]
    measured.note("frames shown after a pause with HLS", str(frames))
    assert frames[0] == frames[1]
    assert abs(frames[0] / CLIP["fps"] - host.position) < 0.1


def test_every_frame_bears_its_number(host: Watcher):
    for frame in (0, 1, 59, 60, 1234, 2048, 2698):
        host.show((frame + 0.5) / CLIP["fps"])
        assert host.frame_number() == frame


@pytest.mark.parametrize(("film", "sounds"), [(HLS_URL, True), (SILENT_URL, False)])
def test_the_page_can_tell_whether_it_sounds(
    server: Server, arrive: Arrive, film: str, sounds: bool
):
    person = arrive("host")
    person.create_room(server.base, film=film)
    person.join()
    person.play()
    person.wait("video.currentTime > 1 && video.webkitVideoDecodedByteCount > 0")

    heard = person.page.evaluate("document.querySelector('video').webkitAudioDecodedByteCount")

    assert (heard > 0) is sounds


def test_a_playlist_that_is_not_there(server: Server, arrive: Arrive):
    person = arrive("host")
    person.create_room(server.base, film="/static/demo/hls/nothing.m3u8")

    person.press("join")

    expect(person.page.locator("#media-failed")).to_be_visible(timeout=PATIENCE_MS)
    tries = [name for name in fetched(person.page) if name.endswith("nothing.m3u8")]
    # Four tries, and one look at what is wrong with it.
    assert len(tries) in (4, 5)
    assert all("404" in error for error in person.errors)
    person.errors.clear()


def test_a_broken_link_never_reaches_the_room(host: Watcher, guest: Watcher):
    change_film(host, "/static/demo/hls/nothing.m3u8")

    expect(host.page.locator("#media-dialog [role=status]")).not_to_be_empty()
    host.page.wait_for_function(f"() => ({FETCHED})().some((name) => name.includes('nothing'))")
    expect(host.page.locator("#media-dialog button.primary[type=submit]")).to_be_enabled()
    assert host.page.locator("#media-dialog").is_visible()
    assert guest.page.evaluate("document.querySelector('video').src").startswith("blob:")
    assert all("404" in error for error in host.errors)
    host.errors.clear()


def test_from_hls_to_a_file_and_back(host: Watcher, guest: Watcher):
    change_film(host, CLIP_URL)
    for person in (host, guest):
        person.wait(f"video.src.endsWith('{CLIP_URL}') && video.readyState >= 2")
    host.wait_for_company(2)
    host.play()
    for person in (host, guest):
        person.wait("!video.paused && video.currentTime > 1")

    change_film(host, HLS_URL)

    for person in (host, guest):
        person.wait("video.src.startsWith('blob:') && video.readyState >= 2 && video.paused")
    host.wait_for_company(2)
    host.play()
    for person in (host, guest):
        person.wait("!video.paused && video.currentTime > 1")


def test_nothing_of_it_is_fetched_for_a_file(server: Server, arrive: Arrive):
    person = arrive("host")
    person.create_room(server.base)
    person.join()
    assert not any("lib/hls" in name for name in fetched(person.page))

    change_film(person, HLS_URL)

    person.wait("video.src.startsWith('blob:') && video.readyState >= 2")
    assert {name.split("/")[2] for name in fetched(person.page) if "lib/hls" in name} == {
        server.base.split("/")[2]
    }


def change_film(person: Watcher, film: str) -> None:
    """Give the room another film by its dialog."""
    person.press("change-media")
    person.page.locator("#media-url").fill(film)
    person.page.locator("#media-dialog button.primary[type=submit]").click()


def fetched(page: Page) -> list[str]:
    """Return the addresses of everything that the page has loaded."""
    return page.evaluate(FETCHED)  # type: ignore[no-any-return]


def break_once(page: Page, segment: str) -> list[str]:
    """Serve samples that nobody can decode, the first time; returns the list of all times."""
    whole = (DEMO / "hls" / segment).read_bytes()
    broken = whole[: whole.index(b"mdat") + 4].ljust(len(whole), b"\xff")
    served: list[str] = []

    def serve(route: Route) -> None:
        served.append(route.request.url)
        if len(served) == 1:
            route.fulfill(body=broken, content_type="video/mp4")
        else:
            route.continue_()

    page.route(f"**/{segment}", serve)
    return served
