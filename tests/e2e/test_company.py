"""Who is here, who looks away, whose film stands: what one page means for the others."""

import re

import httpx
import pytest
from playwright.sync_api import Route, WebSocketRoute, expect

from tests.e2e.conftest import Arrive
from tests.e2e.test_watching import require_in_step
from tests.e2e.watcher import PATIENCE_MS, Watcher
from tests.support.patience import until
from tests.support.process import Server

pytestmark = pytest.mark.browser

ELSEWHERE = "已在别处打开，本页面已断开连接"
# The player says that it has nothing to show next, as it would on a line that has dried up.
DRY = (
    "() => Object.defineProperty(document.querySelector('video#video'), 'readyState',"
    " {configurable: true, get: () => 1})"
)
FLOWING = (
    "() => { const video = document.querySelector('video#video');"
    " delete video.readyState; video.dispatchEvent(new Event('canplay')); }"
)


@pytest.fixture
def watching(host: Watcher, guest: Watcher) -> tuple[Watcher, Watcher]:
    """Host and guest, while the film runs."""
    host.play()
    for person in (host, guest):
        person.wait("!video.paused && video.currentTime > 1")
    return host, guest


def room_is(person: Watcher) -> str:
    address = person.page.url.replace("/room/", "/api/v1/rooms/")
    return str(httpx.get(f"{address}/playback").json()["data"]["playback_state"])


def test_everybody_waits_for_a_host_whose_film_stops(watching: tuple[Watcher, Watcher]):
    host, guest = watching

    host.page.evaluate(DRY)
    guest.wait("video.paused")
    expect(guest.page.locator("#cover")).to_contain_text("房主")
    host.page.evaluate(FLOWING)

    for person in (host, guest):
        person.wait("!video.paused")
    host.wait_to_be_beside(guest)


def test_the_film_gets_another_name_and_plays_on(watching: tuple[Watcher, Watcher]):
    host, guest = watching
    guest.page.evaluate(
        "() => { window.__stops = 0; document.querySelector('#video')"
        ".addEventListener('pause', () => window.__stops++); }"
    )

    host.press("change-media")
    form = host.page.locator("#film-name")
    expect(form.locator("input")).to_have_attribute("placeholder", "xiaowo-demo")
    form.locator("input").fill("周五的片")
    form.locator("button").click()

    for person in (host, guest):
        expect(person.page.locator("#film-title")).to_have_text("周五的片")
    expect(guest.page.locator("#notices")).to_contain_text("把片名改成“周五的片”")
    guest.wait("!video.paused && window.__stops === 0")
    assert guest.page.evaluate("() => navigator.mediaSession.metadata.title") == "周五的片"
    expect(guest.page.get_by_test_id("change-media")).to_be_hidden()


def test_the_others_go_on_without_the_host(watching: tuple[Watcher, Watcher]):
    host, guest = watching
    host.page.evaluate(DRY)
    guest.wait("video.paused")

    guest.press("go-on")

    guest.wait("!video.paused")
    expect(guest.page.locator("#cover")).to_be_hidden()
    host.page.evaluate(FLOWING)
    host.wait("!video.paused")


@pytest.mark.alone
def test_a_guest_whose_film_stops_stops_nobody_else(watching: tuple[Watcher, Watcher]):
    host, guest = watching
    began = host.position

    guest.page.evaluate(DRY)
    host.wait(f"!video.paused && video.currentTime > {began} + 4")
    guest.page.evaluate(FLOWING)

    host.wait(f"video.currentTime > {began} + 6")
    host.wait_to_be_beside(guest)


def test_the_room_waits_for_somebody_who_looks_away(watching: tuple[Watcher, Watcher]):
    host, guest = watching

    guest.look_away(True)
    # The host's picture alone may also stand because somebody's film does.
    until(lambda: room_is(host) == "paused")
    # The guest's page asks only for a while after the return, and only once it knows.
    for person in (host, guest):
        person.wait("video.paused")
    guest.look_away(False)
    guest.page.locator("#back-dialog [data-action=go]").click()

    for person in (host, guest):
        person.wait("!video.paused")


@pytest.mark.alone
def test_a_phone_that_stops_the_film_stops_nobody_else(watching: tuple[Watcher, Watcher]):
    host, guest = watching
    began = host.position

    # A phone stops the film of a page that it is about to hide, before it says so.
    guest.page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    guest.page.evaluate("document.querySelector('video#video').pause()")
    host.wait(f"!video.paused && video.currentTime > {began} + 1")

    guest.look_away(False)
    guest.wait("!video.paused")
    host.wait_to_be_beside(guest)


def test_a_second_tab_takes_over(guest: Watcher, host: Watcher):
    tab = Watcher(guest.context, "tab")

    tab.join(host.page.url)

    expect(guest.page.locator("#over-dialog")).to_contain_text(ELSEWHERE)
    expect(tab.page.locator("#over-dialog")).to_be_hidden()
    expect(host.page.get_by_test_id("member")).to_have_count(2)
    tab.wait_for_company(2)


def test_another_browser_with_the_same_session_takes_over(
    guest: Watcher, host: Watcher, arrive: Arrive
):
    other = arrive("other", storage_state={"cookies": guest.context.cookies(), "origins": []})

    other.join(host.page.url)

    expect(guest.page.locator("#over-dialog")).to_contain_text(ELSEWHERE)
    other.wait_for_company(2)


def test_a_page_that_comes_back_takes_nothing_from_one_opened_since(host: Watcher, arrive: Arrive):
    older = arrive("older")
    lines: list[WebSocketRoute] = []
    is_cut = False

    def lay(page: WebSocketRoute) -> None:
        if is_cut:
            page.close()
        else:
            lines[:] = [page, page.connect_to_server()]

    older.page.route_web_socket("**/ws/**", lay)
    older.join(host.page.url)
    host.wait_for_company(2)
    is_cut = True
    for side in lines:
        side.close()
    newer = arrive("newer", storage_state={"cookies": older.context.cookies(), "origins": []})
    newer.join(host.page.url)
    newer.wait_for_company(2)
    is_cut = False

    expect(older.page.locator("#over-dialog")).to_contain_text(ELSEWHERE)
    expect(newer.page.locator("#over-dialog")).to_be_hidden()
    newer.wait_for_company(2)


def test_the_host_is_asked_when_somebody_is_still_loading(
    host: Watcher, guest: Watcher, arrive: Arrive
):
    late = arrive("late")
    late.page.route("**/*.mp4", lambda _route: None)
    late.page.goto(host.page.url)
    expect(host.page.get_by_test_id("member")).to_have_count(3)
    host.wait_for_company(2)

    host.press("play")
    dialog = host.page.locator("#ready-dialog")
    expect(dialog).to_be_visible()
    dialog.locator("[data-action=wait]").click()
    assert host.is_paused
    host.press("play")
    dialog.locator("[data-action=go]").click()

    for person in (host, guest):
        person.wait("!video.paused")


@pytest.mark.alone
def test_a_guest_whose_line_dries_up_catches_up(server: Server, arrive: Arrive):
    host, guest = arrive("host"), arrive("guest")
    address = host.create_room(server.base, film="/static/demo/hls/video.m3u8")
    host.join()
    held: list[Route] = []
    is_dry = True
    guest.page.route(
        re.compile(r"video-1[4-9]\.mp4"),
        lambda route: held.append(route) if is_dry else route.continue_(),
    )
    guest.join(address)
    host.wait_for_company(2)
    host.play()
    for person in (host, guest):
        person.wait("!video.paused && video.currentTime > 1")

    host.seek_to(62)
    host.wait("!video.paused && video.currentTime > 64")
    guest.wait("video.readyState < 3")
    is_dry = False
    for route in held:
        route.continue_()

    guest.wait("!video.paused && video.readyState >= 3 && video.currentTime > 64")
    require_in_step("a line that had dried up", host, guest, seconds=3)


@pytest.mark.alone
def test_everybody_reads_how_the_others_are(watching: tuple[Watcher, Watcher]):
    host, guest = watching

    for person in (host, guest):
        rows = person.page.locator('[data-testid=member][data-level="perfect"]')
        expect(rows).to_have_count(2, timeout=PATIENCE_MS)
