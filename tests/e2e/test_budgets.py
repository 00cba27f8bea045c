"""What the pages cost, held where the machine does not matter, and printed where it does."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Arrive
from tests.support import budgets, measured
from tests.support.process import Server

pytestmark = pytest.mark.browser

SHIFT_LIMIT = 0.02
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
    expect(page.get_by_test_id("join")).to_be_enabled()
    page.get_by_test_id("join").focus()
    page.keyboard.press("Enter")
    person.wait("!video.muted")
    expect(page.locator("#join-overlay")).to_be_hidden()

    largest_ms, moved = budgets.largest_paint_ms(page), budgets.shifted(page)
    figures = f"largest paint {largest_ms:.0f} ms, first picture {picture_ms:.0f} ms after the link"
    measured.note("joining with a warm cache", f"{figures}, layout shift {moved:.4f}")
    assert moved <= SHIFT_LIMIT


def test_ones_own_press_is_shown_at_once_however_far_the_server(server: Server, arrive: Arrive):
    person = arrive("far")
    person.context.add_init_script(budgets.FAR)
    person.create_room(server.base)
    person.join()
    expect(person.page.get_by_test_id("play")).to_be_enabled()

    presses = budgets.press_ms(person.page)

    measured.note("own press at RTT 200 ms", f"shown after {presses[2]:.0f} ms (median of 5)")
    assert presses[0] < PRESS_LIMIT_MS
