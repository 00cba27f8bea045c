"""What the machine did meanwhile: a page that gets no CPU slips, whatever the product does."""

import os
import platform
import time
from dataclasses import dataclass
from pathlib import Path

STEAL, IDLE, IOWAIT = 7, 3, 4
# Beyond this (cores) a run says more about the host than about us.
MOST_STEAL = 0.05


def describe() -> str:
    """Return one line about this machine."""
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores {model}, {memory:.0f} GB, {platform.system()}"


@dataclass(frozen=True, slots=True)
class Load:
    """Cores that were taken away by the host, and cores that worked."""

    steal: float
    busy: float


class LoadMeter:
    """Counts from its making on. Without /proc/stat everything is 0."""

    def __init__(self) -> None:
        self._at, self._ticks = time.monotonic(), _ticks()

    def read(self) -> Load:
        """Return the mean since the making, in cores."""
        seconds = time.monotonic() - self._at
        spent = [now - before for now, before in zip(_ticks(), self._ticks, strict=True)]
        per_core_s = os.sysconf("SC_CLK_TCK") * seconds
        busy = sum(spent[:8]) - spent[IDLE] - spent[IOWAIT] - spent[STEAL]
        return Load(spent[STEAL] / per_core_s, busy / per_core_s)


def _ticks() -> list[int]:
    try:
        first = Path("/proc/stat").read_text().split("\n", 1)[0]
    except OSError:
        return [0] * 8
    return [int(field) for field in first.split()[1:9]]
