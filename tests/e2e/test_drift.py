"""No build may lose the property: the drift bench's short form, with three times its limits."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import sync_playwright

from bench.drift import acts
from bench.drift.cases import CASES, Case
from bench.drift.links import FAR, LAN
from bench.drift.stage import Stage, stage
from tests.support import measured

pytestmark = [pytest.mark.browser, pytest.mark.alone]

SECONDS = 8.0
# The limits are for an idle machine; this one may be building something else.
ROOM = 3.0
# A machine that stands still for seconds spoils a case, as it lasts no longer.
MOST_RUNS = 3
SHORT = {"lan-2", "far", "seek", "seek-far", "killed"}


@pytest.fixture(scope="module")
def house() -> Iterator[Stage]:
    """For one module at a time, as the event loop that Playwright keeps is this thread's."""
    with sync_playwright() as playwright, stage(playwright) as started:
        yield started


@pytest.mark.parametrize("case", [c for c in CASES if c.name in SHORT], ids=lambda case: case.name)
def test_pages_stay_together(house: Stage, case: Case):
    misses = [see_together(house, case)]
    while misses[-1] and len(misses) < MOST_RUNS:
        misses.append(see_together(house, case))

    assert misses[-1] == [], misses


def see_together(house: Stage, case: Case) -> list[str]:
    """Play a case once, in a room of its own; returns what is beyond its limits."""
    with house.cleared() as place:
        found = case.act(place, SECONDS)
    assert found.apart is not None
    time = "" if found.time_s is None else f", after {found.time_s:.2f} s"
    measured.note(
        f"drift, {case.title}",
        f"p50 {found.apart.p50:.1f} ms, p95 {found.apart.p95:.1f} ms{time}, "
        f"clock within {found.clock_error_ms:.1f} ms",
    )
    if case.name == "killed":
        # A picture may stand for a moment where the machine is building something else; that
        # nobody seeks is in the limits.
        found = replace(found, is_exact=None)
    return case.must.times(ROOM).misses(found)


def test_a_pause_shows_everybody_the_same_frame(house: Stage):
    with house.cleared() as place:
        found = acts.pauses([LAN, FAR], times=4)(place, 0)

    assert found.is_exact
