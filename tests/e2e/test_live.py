"""Two browsers at one broadcast: the same moment of it, whenever they came, wherever it stands."""

import statistics
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Arrive
from tests.e2e.pictures import STILL, shoot
from tests.e2e.watcher import READ_CELLS, Watcher
from tests.support import measured
from tests.support.clip import CLIP, read_frame_number
from tests.support.films import LOOP_SEGMENTS, SEGMENT_S, Films, running_films
from tests.support.patience import until
from tests.support.process import Server

pytestmark = pytest.mark.browser

# What is shown, and the true time of looking.
LOOK = f"(clip) => [performance.timeOrigin + performance.now(), ({READ_CELLS})(clip)]"
LOOP_S = LOOP_SEGMENTS * SEGMENT_S
APART_LIMIT_S = 0.3
RUNS = "!video.paused && !video.seeking && video.readyState >= 3"


@pytest.fixture(scope="module")
def films() -> Iterator[Films]:
    """Another host, where the broadcast comes from."""
    with running_films() as running:
        yield running


@pytest.mark.pictures
def test_all_see_the_same_moment(server: Server, films: Films, arrive: Arrive):
    host = arrive("host", **STILL)
    host.create_room(server.base, film=f"{films.base}/live/dated.m3u8")
    host.join()
    host.play()
    host.wait(f"{RUNS} && video.currentTime > 1")

    guest = arrive("guest", **STILL)
    guest.join(host.page.url)
    wait_to_be_in_step("joining late", host, guest)

    guest.pause()
    for person in (host, guest):
        person.wait("video.paused && !video.seeking && video.readyState >= 2")
    # Each has its own count of the video's seconds, rounded in its own way.
    until(lambda: abs(host.frame_number() - guest.frame_number()) <= 1)

    host.play()
    wait_to_be_in_step("a pause", host, guest)

    go_live = guest.page.get_by_test_id("go-live")
    for _ in range(3):
        host.press("back")
    expect(go_live).to_be_visible()
    wait_to_be_in_step("going back", host, guest)
    shoot(guest.page, "live-behind")

    go_live.click()
    for person in (host, guest):
        expect(person.page.get_by_test_id("go-live")).to_be_hidden()
    wait_to_be_in_step("going live", host, guest)


def wait_to_be_in_step(after: str, host: Watcher, guest: Watcher) -> None:
    """Wait until both play, and what they show differs by less than the limit."""
    for person in (host, guest):
        person.wait(RUNS)
    last = [0.0]

    def are_in_step() -> bool:
        last[0] = apart_s(host, guest)
        return last[0] < APART_LIMIT_S

    until(are_in_step, what=f"never in step after {after}: ", more=lambda: f"{last[0]:.3f} s apart")
    measured.note(f"two pages at a broadcast after {after}", f"{last[0] * 1000:.0f} ms apart")


def apart_s(host: Watcher, guest: Watcher) -> float:
    """Compare the numbers in their pictures; the broadcast is the clip, over and over."""
    leads = [statistics.median(lead_s(person) for _ in range(5)) for person in (host, guest)]
    difference_s = (leads[0] - leads[1]) % LOOP_S
    return min(difference_s, LOOP_S - difference_s)


def lead_s(person: Watcher) -> float:
    """Return the moment shown minus the true time, s; the same as long as the picture runs."""
    now_ms, cells = person.page.evaluate(LOOK, CLIP)
    return float(read_frame_number(cells) / CLIP["fps"] - now_ms / 1000) % LOOP_S
