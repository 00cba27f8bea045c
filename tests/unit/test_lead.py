"""How long a room needs to start together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playback.domain.lead import Link, play_lead_ms, seek_lead_ms


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ([], 250),
        ([Link(2, 0)], 250),
        ([Link(200, 25)], 300),
        ([Link(10, 1), Link(400, 50)], 450),
        ([Link(10, 0), Link(801, 500)], 250),
        ([Link(800, 500)], 1000),
    ],
)
def test_play_lead(links: list[Link], expected: int):
    assert play_lead_ms(links) == expected


def test_seek_lead_adds_the_learned_seek_time():
    links = [Link(2, 0, seek_ms=float(ms)) for ms in range(10, 110, 10)]

    assert seek_lead_ms(links) == 250 + 90


def test_a_slow_page_does_not_set_the_time_to_seek():
    assert seek_lead_ms([Link(2, 0, seek_ms=100), Link(801, 0, seek_ms=1500)]) == 350


def test_seek_lead_before_anything_was_learned():
    assert seek_lead_ms([Link(2, 0)]) == 850


@given(
    st.lists(st.builds(Link, st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e6) | st.none()))
)
def test_lies_cannot_stretch_it(links: list[Link]):
    assert 250 <= play_lead_ms(links) <= 1000
    assert seek_lead_ms(links) <= 2500
