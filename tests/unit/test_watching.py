"""How long people watched."""

from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.watching import Act, Command, Span, runs, stays, watched_ms

ALWAYS = Span(0, 10**9)


def ran(*commands: Command, until: int = 1000, duration: float = 0) -> list[tuple[int, int]]:
    return [tuple(run) for run in runs(commands, until=until, media_url="", duration=duration)]


def did(kind: str, at: int, **more: float) -> Command:
    return Command(kind, at, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("commands", "spans"),
    [
        ([], []),
        ([did("play", 100)], [(100, 1000)]),
        ([did("play", 100), did("pause", 300)], [(100, 300)]),
        ([did("play", 100), did("seek", 200), did("pause", 300)], [(100, 200), (200, 300)]),
        ([did("pause", 100), did("seek", 200)], []),
        ([did("play", 100), did("media", 300), did("speed_change", 400)], [(100, 300)]),
        # The server holds the room and lets it go on.
        ([did("play", 100), did("system", 200), did("system", 300)], [(100, 200), (300, 1000)]),
    ],
)
def test_a_film_runs_from_play_to_pause(commands: list[Command], spans: list[tuple[int, int]]):
    assert ran(*commands) == spans


def test_a_film_that_is_over_runs_no_more():
    assert ran(did("play", 0, position=2.0), until=9000, duration=5) == [(0, 3000)]
    assert ran(did("play", 0, position=1.0, rate=2.0), until=9000, duration=5) == [(0, 2000)]
    assert ran(did("play", 0, position=7.0), until=9000, duration=5) == [(0, 0)]
    again = did("play", 0, position=4.0), did("seek", 3000, position=3.0)
    assert ran(*again, until=9000, duration=5) == [(0, 1000), (3000, 5000)]


def test_people_stay_from_coming_to_going():
    acts = [
        Act(True, "a", 10), Act(True, "b", 20), Act(True, "a", 25), Act(False, "a", 30),
        Act(False, "a", 35), Act(True, "a", 40), Act(False, "", 50), Act(True, "c", 60),
    ]  # fmt: skip

    assert sorted(stays(acts, until=100)) == [(10, 30), (20, 50), (40, 50), (60, 100)]


spans = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 500),
                  st.integers(0, 500))  # fmt: skip


@given(st.lists(spans, max_size=5), st.integers(0, 1000))
def test_nobody_watches_longer_than_they_are_there(stayed: list[Span], cut: int):
    there = sum(stay.end - stay.start for stay in stayed)

    assert watched_ms(stayed, [ALWAYS], within=ALWAYS) == there
    assert watched_ms(stayed, [], within=ALWAYS) == 0
    before = watched_ms(stayed, [ALWAYS], within=Span(0, cut))
    assert before + watched_ms(stayed, [ALWAYS], within=Span(cut, 10**9)) == there


def disjoint(cuts: list[int]) -> list[Span]:
    """Make runs in their order of moments; equal ones make a run of no length."""
    moments = sorted(cuts)
    return [Span(*pair) for pair in zip(moments[::2], moments[1::2], strict=False)]


@given(
    st.lists(spans, max_size=8),
    st.lists(st.integers(0, 1000), max_size=16).map(disjoint),
    spans,
)
def test_it_is_what_each_stay_shares_with_each_run(
    stayed: list[Span], ran: list[Span], within: Span
):
    simply = sum(
        max(0, min(stay.end, run.end, within.end) - max(stay.start, run.start, within.start))
        for stay in stayed
        for run in ran
    )

    assert watched_ms(stayed, ran, within=within) == simply


def test_a_room_of_many_comings_and_commands_is_counted_at_once():
    stayed = [Span(n, n + 50_000) for n in range(20_000)]
    ran = [Span(10 * n, 10 * n + 5) for n in range(20_000)]
    # Of the time of this thread: what else the machine does counts for nothing.
    before_s = thread_time()

    total = watched_ms(stayed, ran, within=ALWAYS)

    assert thread_time() - before_s < 1
    assert total == 20_000 * 25_000
