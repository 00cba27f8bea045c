"""Python and JavaScript compute the same: both read ``tests/vectors``."""

import json
from pathlib import Path
from typing import Any

import pytest

from playback.domain.advice import advise
from playback.domain.state import Phase, State, position_at
from playback.wire import view_of
from rooms.roles import Actor, rights_of

VECTORS = Path(__file__).parent.parent / "vectors"


def cases(name: str) -> list[Any]:
    found = json.loads((VECTORS / f"{name}.json").read_text())
    return [pytest.param(case, id=case["name"]) for case in found]


def line(view: dict[str, Any], at_ms: float) -> float:
    """The contract's formula, as any client would write it."""
    if view["playback_state"] != "playing":
        return float(view["current_time"])
    start = max(view["server_time"], view["effective_at"] or 0)
    position = view["current_time"] + view["playback_rate"] * max(0, at_ms - start) / 1000
    return float(min(position, view["duration"]) if view["duration"] else position)


@pytest.mark.parametrize("case", cases("timeline"))
def test_the_line(case: dict[str, Any]):
    playback = case["playback"]
    state = State(
        media_url=playback["media_url"],
        phase=Phase(playback["playback_state"]),
        anchor_position=playback["current_time"],
        anchor_ms=max(playback["server_time"], playback["effective_at"] or 0),
        rate=playback["playback_rate"],
        duration=playback["duration"] or 0,
    )

    assert position_at(state, case["at_ms"]) == pytest.approx(case["expect_position"], abs=1e-6)


@pytest.mark.parametrize("now_ms", [900, 1000, 1250, 4000, 200_000])
@pytest.mark.parametrize("phase", list(Phase))
def test_what_is_told_gives_the_same_line_whenever_it_is_told(now_ms: int, phase: Phase):
    state = State("x", phase=phase, anchor_position=3, anchor_ms=1250, rate=1.5, duration=90)

    told = view_of("8XA92B", state, now_ms)

    for at_ms in (now_ms, now_ms + 1, now_ms + 777, now_ms + 10**6):
        expected = position_at(state, at_ms)
        as_dict = {name: getattr(told, name) for name in told.__struct_fields__}
        assert line(as_dict, at_ms) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("case", cases("levels"))
def test_levels(case: dict[str, Any]):
    advice = advise(case["diff_s"], case["tolerance_s"])

    assert advice.level.value == case["expect"]["level"]
    if case["expect"]["factor"] is None:
        assert advice.factor is None
    else:
        assert advice.factor == pytest.approx(case["expect"]["factor"], abs=1e-6)


@pytest.mark.parametrize("case", cases("rights"))
def test_rights(case: dict[str, Any]):
    actor = Actor("s", case["role"], case["permissions"], case["allow_control"])

    assert sorted(name for name, may in rights_of(actor).items() if may) == case["expect"]
