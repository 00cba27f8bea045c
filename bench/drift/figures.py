"""From recorded playheads to figures. Pure.

A series is a list of (true time in ms, position in s, 1 while the picture moves), oldest first.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Final

GRID_MS: Final = 25.0
# How long a difference must stay small before it counts as reached.
SUSTAINED_MS: Final = 1000.0

Sample = Sequence[float]
Series = Sequence[Sample]


@dataclass(frozen=True, slots=True)
class Spread:
    """A distribution of pairwise differences, ms."""

    p50: float
    p95: float
    worst: float
    count: int


def position_at(series: Series, at_ms: float) -> float:
    """Return where a playhead was, between two samples in proportion; s."""
    right = min(max(1, bisect_left(series, at_ms, key=lambda sample: sample[0])), len(series) - 1)
    (t0, p0, *_), (t1, p1, *_) = series[right - 1], series[right]
    return p0 + (p1 - p0) * (at_ms - t0) / (t1 - t0)


def worst_pair_ms(many: Sequence[Series], at_ms: float) -> float:
    """Return how far the two pages that differ most are apart at one instant."""
    positions = [position_at(series, at_ms) for series in many]
    return (max(positions) - min(positions)) * 1000


def pair_differences(many: Sequence[Series], start_ms: float, end_ms: float) -> list[float]:
    """Return the differences (ms) of all pairs on a grid of 25 ms, sorted."""
    found: list[float] = []
    for at_ms in _grid(start_ms, end_ms):
        positions = [position_at(series, at_ms) for series in many]
        found += [abs(a - b) * 1000 for a, b in combinations(positions, 2)]
    return sorted(found)


def spread(differences: Sequence[float]) -> Spread:
    """Summarise sorted differences; raises ValueError when there are none."""
    if not differences:
        raise ValueError("nothing was recorded")
    return Spread(
        percentile(differences, 0.5),
        percentile(differences, 0.95),
        differences[-1],
        len(differences),
    )


def percentile(ordered: Sequence[float], share: float) -> float:
    """Return the value below which this share of the sorted values lies."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def together_after(many: Sequence[Series], from_ms: float, below_ms: float) -> float | None:
    """Return ms from an instant until all stay within ``below_ms`` for a second; None: never."""
    end_ms = min(series[-1][0] for series in many)
    begin_ms = max(from_ms, *(series[0][0] for series in many))
    since: float | None = None
    for at_ms in _grid(begin_ms, end_ms):
        if worst_pair_ms(many, at_ms) >= below_ms:
            since = None
            continue
        since = at_ms if since is None else since
        if at_ms - since >= SUSTAINED_MS:
            return since - from_ms
    return None


def moving_after(series: Series, from_ms: float, target_s: float) -> float | None:
    """Return ms from a seek until the picture moves on from its target for good; None: never.

    What counts is the last time it stood: a picture that still runs on from before the command,
    or that stops again, has not answered it.
    """
    stood = [at for at, _position, moves in series if at >= from_ms and not moves]
    since = max(from_ms, stood[-1]) if stood else from_ms
    for at, position, moves in series:
        if moves and at > since and position >= target_s:
            return at - from_ms
    return None


def has_moved(series: Series, start_ms: float, end_ms: float) -> bool:
    """Tell whether a playhead ran for most of a time: pages that all stand are together, too."""
    moving = [moves for at, _position, moves in series if start_ms <= at <= end_ms]
    return bool(moving) and sum(moving) > 0.8 * len(moving)


def longest_gap_ms(series: Series) -> float:
    """Return the longest time in which nothing was recorded."""
    return max((b[0] - a[0] for a, b in pairwise(series)), default=0.0)


def longest_stand_ms(series: Series) -> float:
    """Return how long the picture stood at a stretch."""
    longest, since = 0.0, None
    for at_ms, _position, moves in series:
        since = None if moves else (at_ms if since is None else since)
        longest = max(longest, 0.0 if since is None else at_ms - since)
    return longest


def _grid(start_ms: float, end_ms: float) -> Iterable[float]:
    return (start_ms + step * GRID_MS for step in range(int((end_ms - start_ms) / GRID_MS)))
