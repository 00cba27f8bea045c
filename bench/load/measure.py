"""One measurement: what came when, what it cost, and whether the machine let it happen."""

import statistics
import time
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from bench.load import generator
from bench.load.generator import SEEK, Client, Kind
from bench.load.targets import GENERATOR, SERVER, Target

Rooms = list[list[Client]]
T = TypeVar("T")

# Beyond these shares of a core a run says more about the machine, or about us, than about the
# server; it is made again so many times, and marked if that does not help.
MOST_STEAL: Final = 0.04
MOST_GENERATOR: Final = 0.9
AGAIN: Final = 2
BUSY_FIELDS, STEAL_FIELD, TICKS_PER_S = (0, 1, 2, 5, 6), 7, 100


@dataclass(frozen=True, slots=True)
class Figures:
    """Delays in ms; shares of a core; CPU of the workers in µs for each delivery."""

    p50: float
    p95: float
    p99: float
    max: float
    per_s: float
    share: float
    cpu_us: float
    core: float
    generator: float
    steal: float
    rss_mb: float
    errors: int
    closed: int

    @property
    def is_spoilt(self) -> bool:
        """Tell whether this says little about the server."""
        return self.steal > MOST_STEAL or self.generator > MOST_GENERATOR


class Meter:
    """Shares of cores since its making: the server's, the generator's, the host's steal."""

    def __init__(self) -> None:
        self._at, self._own, self._cores = time.monotonic(), time.process_time(), _cores()

    def read(self) -> tuple[float, float, float]:
        """Return (server's core busy, generator, most steal of a core)."""
        spent_s = time.monotonic() - self._at
        now = _cores()
        busy = max(self._spent(now, core, BUSY_FIELDS) for core in SERVER) / spent_s
        steal = max(self._spent(now, core, (STEAL_FIELD,)) for core in SERVER | GENERATOR) / spent_s
        return busy, (time.process_time() - self._own) / spent_s, steal

    def _spent(self, now: dict[int, list[int]], core: int, fields: Sequence[int]) -> float:
        before = self._cores.get(core, [0] * 10)
        after = now.get(core, before)
        return sum(after[field] - before[field] for field in fields) / TICKS_PER_S


def _cores() -> dict[int, list[int]]:
    found = {}
    for line in Path("/proc/stat").read_text().splitlines():
        name, *fields = line.split()
        if name.startswith("cpu") and name != "cpu":
            found[int(name[3:])] = [int(field) for field in fields]
    return found


def percentile(delays: Sequence[float], share: float) -> float:
    """Return a value of a sorted, not empty sequence."""
    return delays[min(len(delays) - 1, int(len(delays) * share))]


def once(
    target: Target,
    inside: Rooms,
    rate: float,
    seconds: float,
    kind: Kind = SEEK,
    patience_s: float | None = None,
) -> Figures:
    """Send ``rate`` frames a second in every room for so long; see ``generator.run``."""
    meter, cpu_s = Meter(), target.cpu_s()
    tally = generator.run(inside, rate, seconds, kind, patience_s)
    core, own, steal = meter.read()
    cpu_s = target.cpu_s() - cpu_s
    delays = array("d", sorted(tally.delays)) or array("d", [float("inf")])
    expected = int(rate * seconds * len(inside)) * len(inside[0])
    count = len(tally.delays)
    return Figures(
        *(percentile(delays, share) * 1000 for share in (0.5, 0.95, 0.99)),
        max=delays[-1] * 1000,
        per_s=count / seconds,
        share=count / max(1, expected),
        cpu_us=cpu_s / max(1, count) * 1e6,
        core=core,
        generator=own,
        steal=steal,
        rss_mb=target.rss_bytes() / 2**20,
        errors=tally.errors,
        closed=tally.closed,
    )


def unspoilt(measure: Callable[[], Figures]) -> Figures:
    """Measure, and measure again while the machine was in the way."""
    found = measure()
    for _ in range(AGAIN):
        if not found.is_spoilt:
            break
        found = measure()
    return found


def middle(many: Sequence[T], key: Callable[[T], float]) -> T:
    """Return the run in the middle."""
    return sorted(many, key=key)[(len(many) - 1) // 2]


def median(many: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(many)
