"""The four levels of keeping in sync, as advice to a page that asks. Pure.

Source: SPEC §5. The page's own controller is finer; both read ``tests/vectors/levels.json``.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

CATCH_UP_FROM_S: Final = 3.0
ALIGN_FROM_S: Final = 10.0
_TIME_CONSTANT_S: Final = 0.6
_GENTLE_LIMIT: Final = 0.05
_GENTLE_LEAST: Final = 0.004


class Level(StrEnum):
    """How far off a page is."""

    PERFECT = "perfect"
    GENTLE = "gentle"
    CATCH_UP = "catch_up"
    ALIGN = "align"


@dataclass(frozen=True, slots=True)
class Advice:
    """``factor`` multiplies the room's rate; None where the answer is a seek or nothing."""

    level: Level
    factor: float | None


def advise(diff_s: float, tolerance_s: float) -> Advice:
    """Return what to do about a difference (room position − own position, s)."""
    off = abs(diff_s)
    if off < tolerance_s:
        return Advice(Level.PERFECT, None)
    if off >= ALIGN_FROM_S:
        return Advice(Level.ALIGN, None)
    if off < CATCH_UP_FROM_S:
        return Advice(Level.GENTLE, gentle_factor(diff_s))
    if diff_s < 0:
        return Advice(Level.CATCH_UP, 1 - _GENTLE_LIMIT)
    share = (diff_s - CATCH_UP_FROM_S) / (ALIGN_FROM_S - CATCH_UP_FROM_S)
    return Advice(Level.CATCH_UP, 1.5 + 0.5 * share)


def gentle_factor(diff_s: float) -> float:
    """Return 1 + diff/0.6, within ±5 % and never nearer to 1 than 0.4 %."""
    bend = min(max(diff_s / _TIME_CONSTANT_S, -_GENTLE_LIMIT), _GENTLE_LIMIT)
    if abs(bend) < _GENTLE_LEAST:
        bend = _GENTLE_LEAST if diff_s >= 0 else -_GENTLE_LEAST
    return 1 + bend
