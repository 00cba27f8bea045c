"""How long a room needs until all its pages can start at the same moment. Pure.

Source: DESIGN §4 "Lead".
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

BASE_MS: Final = 150
LEAST_MS: Final = 250
MOST_MS: Final = 1000
# Slower links are left out: one of them must not make everybody wait.
IGNORED_ABOVE_MS: Final = 800
FIRST_SEEK_MS: Final = 600
MOST_SEEK_MS: Final = 1500


@dataclass(frozen=True, slots=True)
class Link:
    """What a page measured last: round trip, jitter and its 90th percentile seek time (ms)."""

    rtt_ms: float
    jitter_ms: float = 0.0
    seek_ms: float | None = None

    @property
    def counts(self) -> bool:
        """Tell whether the room minds this link; what a slow one says of itself is left out."""
        return self.rtt_ms <= IGNORED_ABOVE_MS


def play_lead_ms(links: Iterable[Link]) -> int:
    """Return the lead of a start in ms, 250–1000."""
    needed = [link.rtt_ms / 2 + 2 * link.jitter_ms for link in links if link.counts]
    return round(min(max(max(needed, default=0.0) + BASE_MS, LEAST_MS), MOST_MS))


def seek_lead_ms(links: Sequence[Link]) -> int:
    """Return the lead of a seek while playing in ms: a start's lead and the time to seek."""
    learned = [link.seek_ms for link in links if link.counts and link.seek_ms is not None]
    seek = _percentile_90(learned) if learned else FIRST_SEEK_MS
    return play_lead_ms(links) + round(min(max(seek, 0.0), MOST_SEEK_MS))


def _percentile_90(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return ordered[math.ceil(0.9 * len(ordered)) - 1]
