"""The whole way, from the start page to a room that is opened anew, by key and by finger alone."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Arrive
from tests.e2e.flows import look_into, make_and_join, mend, watch
from tests.e2e.pictures import STILL
from tests.e2e.ruling import arrange, leave_and_return, rule
from tests.e2e.ways import Fingers, Keys
from tests.support.process import Server

pytestmark = pytest.mark.browser

COPIES = {"permissions": ["clipboard-read", "clipboard-write"]}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def test_all_of_it_by_key_alone(server: Server, arrive: Arrive):
    person = arrive("keys", **STILL, **COPIES)
    page = person.page
    way = Keys(page)
    room = make_and_join(way, person, server)
    mend(way, person)

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
    look_into(way)
    rule(way, arrive)
    arrange(way)
    leave_and_return(way, person, server, room)


def test_all_of_it_by_finger_alone(server: Server, arrive: Arrive):
    person = arrive("fingers", **STILL, **COPIES, **PHONE)
    page = person.page
    way = Fingers(page)
    room = make_and_join(way, person, server)
    mend(way, person)

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
    look_into(way)
    rule(way, arrive)
    arrange(way)
    leave_and_return(way, person, server, room)
