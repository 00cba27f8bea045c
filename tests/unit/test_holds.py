"""For whom a room waits, and for how long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playback.domain.holds import (
    LEAST_MS,
    LONGEST_MS,
    Viewer,
    used_after_hold,
    used_after_rest,
    waits_for,
)

FINE = Viewer(is_ready=True)
STALLED = Viewer(is_ready=True, is_stalled=True, used_ms=LONGEST_MS - LEAST_MS)
NEARLY_SPENT = Viewer(is_ready=True, is_stalled=True, used_ms=LONGEST_MS - 1)
HELD = Viewer(is_ready=True, is_stalled=True, is_holding=True, used_ms=LONGEST_MS - 1)
LOADING = Viewer(is_ready=False, is_stalled=True)
SPENT = Viewer(is_ready=True, is_stalled=True, used_ms=LONGEST_MS)
WAIVED = Viewer(is_ready=True, is_stalled=True, is_waived=True)


@pytest.mark.parametrize(
    ("policy", "viewers", "expected"),
    [
        ("host", {"h": FINE, "g": FINE}, []),
        ("host", {"h": STALLED, "g": FINE}, ["h"]),
        ("host", {"h": FINE, "g": STALLED}, []),
        ("host", {"h": SPENT, "g": FINE}, []),
        ("host", {"h": NEARLY_SPENT, "g": FINE}, []),
        ("host", {"h": HELD, "g": FINE}, ["h"]),
        ("host", {"h": WAIVED, "g": FINE}, []),
        ("host", {"g": STALLED}, []),
        ("nobody", {"h": STALLED, "g": STALLED}, []),
        ("majority", {"h": STALLED, "g": FINE}, []),
        ("majority", {"h": STALLED, "g": STALLED}, ["h", "g"]),
        ("majority", {"h": FINE, "g": STALLED, "x": STALLED}, ["g", "x"]),
        ("majority", {"h": FINE, "g": LOADING, "x": LOADING}, []),
        ("majority", {"h": FINE, "g": STALLED, "x": SPENT}, []),
        ("majority", {"h": FINE, "g": STALLED, "x": WAIVED}, []),
        ("majority", {}, []),
    ],
)
def test_waits_for(policy: str, viewers: dict[str, Viewer], expected: list[str]):
    assert waits_for(policy=policy, host="h", viewers=viewers) == expected


class TestBudget:
    def test_a_hold_uses_it_and_rest_brings_a_quarter_back(self):
        used = used_after_hold(0, 20_000)

        assert used == 20_000
        assert used_after_rest(used, 40_000) == 10_000
        assert used_after_rest(used, 1_000_000) == 0

    def test_a_short_hold_is_no_cheaper_than_two_seconds(self):
        assert used_after_hold(0, 1) == LEAST_MS

    def test_a_clock_that_goes_back_takes_nothing(self):
        assert used_after_rest(5000, -10_000) == 5000
        assert used_after_hold(5000, -10_000) == 5000 + LEAST_MS

    def test_three_seconds_in_every_minute_are_always_waited_for(self):
        used = 0
        for _ in range(1000):
            used = used_after_rest(used, 57_000)
            assert Viewer(is_ready=True, is_stalled=True, used_ms=used).may_hold()
            used = used_after_hold(used, 3000)

    @given(st.lists(st.tuples(st.integers(0, 60_000), st.integers(0, 60_000)), max_size=200))
    def test_no_pattern_holds_for_longer_than_was_given(self, turns: list[tuple[int, int]]):
        used = held = rested = 0
        for stall_ms, rest_ms in turns:
            if used < LONGEST_MS:
                stood_ms = min(stall_ms, LONGEST_MS - used)
                held += stood_ms
                used = used_after_hold(used, stood_ms)
            used = used_after_rest(used, rest_ms)
            rested += rest_ms

        assert held <= LONGEST_MS + rested / 4
