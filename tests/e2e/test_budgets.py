"""What the pages cost, held where the machine does not matter, and printed where it does."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESKTOP, Arrive
from tests.e2e.watcher import Watcher
from tests.support import budgets, measured
from tests.support.process import Server

pytestmark = pytest.mark.browser

UPRIGHT = {"width": 390, "height": 844}
FLAT = {"width": 844, "height": 390}
PRESS_LIMIT_MS = 100


def test_script_and_style_stay_light(server: Server, arrive: Arrive):
    host = arrive("host")
    address = host.create_room(server.base)

    start = budgets.weigh(arrive("first").page, server.base)
    room = budgets.weigh(arrive("second").page, address)

    measured.note("script and style of the start page", str(start))
    measured.note("script and style of the room", str(room))
    assert 0 < start.total <= budgets.START_LIMIT_BYTES
    assert 0 < room.total <= budgets.ROOM_LIMIT_BYTES


def test_joining_is_quick_and_nothing_moves(server: Server, arrive: Arrive):
    host = arrive("host")
    address = host.create_room(server.base)
    person = arrive("guest")
    budgets.watch_shifts(person.context)
    person.join(address)
    page = person.page
    page.reload()
    picture_ms = budgets.first_picture_ms(page)
    press_join(person)

    largest_ms, moved = budgets.largest_paint_ms(page), budgets.shifts(page)
    figures = f"largest paint {largest_ms:.0f} ms, first picture {picture_ms:.0f} ms after the link"
    measured.note("joining with a warm cache", f"{figures}, {len(moved)} layout shifts")
    assert moved == []


@pytest.mark.parametrize("size", [DESKTOP, UPRIGHT, FLAT], ids=["desktop", "upright", "flat"])
def test_nothing_moves_however_late_things_come(
    server: Server, arrive: Arrive, size: dict[str, int]
):
    host = arrive("host")
    address = host.create_room(server.base, name="A long name for a small room, and then some more")
    # Touch without Chromium's whole phone, which
    # calls its own change of size an input, after which shifts do not count.
    person = arrive("guest", viewport=size, has_touch=size is not DESKTOP)
    budgets.watch_shifts(person.context)
    person.context.add_init_script(budgets.LATE)
    page = person.page

    with budgets.held_back(page, "**/avatars/*"):
        with budgets.held_back(page, "**/room/main*.js"):
            page.goto(address, wait_until="commit")
            page.wait_for_function(budgets.PAINTED)
        press_join(person)
    person.wait("video.readyState >= 2")
    expect(page.locator("#member-count")).to_have_text("2")
    expect(page.locator("#signal")).to_have_attribute("data-signal", "poor")

    assert budgets.shifts(page) == []


def press_join(person: Watcher) -> None:
    """By key, as soon as the button lets one."""
    button = person.page.get_by_test_id("join")
    expect(button).to_be_enabled()
    button.focus()
    person.page.keyboard.press("Enter")
    person.wait("!video.muted")
    expect(person.page.locator("#join-overlay")).to_be_hidden()


def test_ones_own_press_is_shown_at_once_however_far_the_server(server: Server, arrive: Arrive):
    person = arrive("far")
    person.context.add_init_script(budgets.FAR)
    person.create_room(server.base)
    person.join()
    expect(person.page.get_by_test_id("play")).to_be_enabled()

    presses = budgets.press_ms(person.page)

    measured.note("own press at RTT 200 ms", f"shown after {presses[2]:.0f} ms (median of 5)")
    assert presses[0] < PRESS_LIMIT_MS
