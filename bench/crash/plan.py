"""Which failures happen, in which order. Pure: the same seed gives the same plan."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

# What fails, and how often it is drawn.
FAULTS: Final = {
    "worker killed": 4,
    "worker restarted": 3,
    "worker paused": 2,
    "redis killed": 3,
    "redis paused": 2,
    "redis flushed": 2,
    "postgres killed": 3,
    "postgres paused": 2,
    "worker and redis killed": 2,
    "all workers and redis killed": 1,
}
# How long it stays away, and how long all is well afterwards, s.
AWAY_S: Final = (0.3, 4.0)
WELL_S: Final = (2.0, 4.0)


@dataclass(frozen=True, slots=True)
class Fault:
    """One failure; ``worker`` is the one that it meets, if it meets one."""

    kind: str
    worker: int
    away_s: float
    well_s: float


def faults(seed: int, workers: int) -> Iterator[Fault]:
    """Yield failures without end; every kind comes once before any comes by chance."""
    dice = Random(seed)
    first = list(FAULTS)
    dice.shuffle(first)
    while True:
        kind = first.pop() if first else dice.choices(list(FAULTS), list(FAULTS.values()))[0]
        yield Fault(kind, dice.randrange(workers), dice.uniform(*AWAY_S), dice.uniform(*WELL_S))
