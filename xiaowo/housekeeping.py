"""What must be done once among all processes, by the one that leads.

Source: SPEC §2 "Life", §8.
"""

import fcntl
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from django.conf import settings

from common import clock
from common.db import in_db
from playback import failing
from playback.absence import sweep_lost, sweep_untold
from rooms.services import lifecycle

log = logging.getLogger("xiaowo.housekeeping")

TICK_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, every so many seconds, at a time in cloud ms."""

    every_s: float
    act: Callable[[int], Awaitable[object]]


class Housekeeper:
    """Does each step when it is due, as long as this process leads."""

    def __init__(self, leads: Callable[[], Awaitable[bool]], steps: Sequence[Step]) -> None:
        self._leads = leads
        self.steps = list(steps)
        self._due: dict[Step, float] = {}
        self.is_at_work = False

    async def tick(self) -> None:
        """Do what is due; whoever begins to lead does everything at once."""
        if not await self._leads():
            self.is_at_work = False
            self._due = {}
            return
        if not self._due:
            log.info("this process keeps house from now on")
        for step in self.steps:
            if time.monotonic() >= self._due.get(step, 0):
                self._due[step] = time.monotonic() + step.every_s
                await _try(step)
        self.is_at_work = True


async def _try(step: Step) -> None:
    try:
        await step.act(clock.cloud_ms())
    except Exception:
        # One failed step must not keep the others from being done; the next round tries again.
        log.exception("a round of housekeeping failed")


async def _sweep_seats(now_ms: int) -> None:
    await lifecycle.sweep_seats(now_ms=now_ms)
    await sweep_lost(now_ms=now_ms)
    await sweep_untold(now_ms=now_ms)


async def _sweep_rooms(now_ms: int) -> None:
    await lifecycle.sweep_rooms(now_ms=now_ms)


async def _sweep_logs(now_ms: int) -> None:
    await lifecycle.sweep_logs(
        now_ms=now_ms,
        messages_days=settings.SYNC_MESSAGES_DAYS,
        activities_days=settings.ROOM_ACTIVITIES_DAYS,
    )
    await in_db(failing.sweep, now_ms=now_ms)


SEATS: Final = Step(1.0, _sweep_seats)
# What the record alone tells.
RECORD: Final = (Step(60.0, _sweep_rooms), Step(600.0, _sweep_logs))


class FileLeader:
    """Without Redis: of the processes of this machine, the one that holds a lock leads.

    The kernel frees it when the holder ends, however it ends.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "housekeeping.lock"
        self._file: TextIO | None = None

    async def is_me(self) -> bool:
        """Tell whether this process leads, and if so, lead on."""
        if self._file is None:
            file = self._path.open("a")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.close()
                return False
            except OSError:
                # No locks on this file system: nobody can be asked, so nobody is.
                log.warning("the housekeeping lock cannot be used")
            self._file = file
        return True

    def resign(self) -> None:
        """Let another one lead."""
        if self._file is not None:
            self._file.close()
            self._file = None
