"""The room's states, each in three sizes: nothing for axe-core to complain of, and a picture."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Arrive
from tests.e2e.pictures import STILL, shoot
from tests.e2e.watcher import Watcher
from tests.support.process import Server

pytestmark = [pytest.mark.browser, pytest.mark.pictures]


@pytest.fixture
def still(server: Server, arrive: Arrive) -> Watcher:
    """Somebody before whom nothing moves by itself, in a room of their own."""
    person = arrive("still", **STILL)
    person.create_room(server.base, name="周五电影夜")
    return person


def test_every_state_of_the_room(still: Watcher):
    page = still.page
    expect(page.get_by_test_id("join")).to_be_enabled()
    still.wait("video.readyState >= 2")
    shoot(page, "room-join")

    still.join()
    page.get_by_test_id("chat-input").fill("今晚看这个？")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("chat-list")).to_contain_text("今晚")
    shoot(page, "room-paused")

    page.get_by_test_id("more").click()
    shoot(page, "room-more")
    page.get_by_test_id("keys").click()
    shoot(page, "room-keys")
    page.keyboard.press("Escape")

    page.get_by_test_id("change-media").click()
    shoot(page, "room-media")
    page.keyboard.press("Escape")

    page.locator("#tab-members").click()
    shoot(page, "room-members", ["desktop", "phone"])
    page.set_viewport_size({"width": 844, "height": 390})
    page.get_by_test_id("panel-show").click()
    shoot(page, "room-members", ["landscape"])
