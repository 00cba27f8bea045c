"""What a serving process does besides answering: writing behind, sweeping, saying goodbye."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from django.conf import settings

from common import clock
from common.errors import Problem
from common.redis import shared
from playback.holding import sweep_holds
from playback.leftovers import pick_up
from playback.record import recorder
from realtime import keeper
from rooms.services import lifecycle
from xiaowo import housekeeping
from xiaowo.cluster import Cluster
from xiaowo.housekeeping import FileLeader, Housekeeper, Step

log = logging.getLogger("xiaowo.runtime")

HOLDS_EVERY_S: Final = 1.0
SILENCE_EVERY_S: Final = 5.0
ALIVE_EVERY_S: Final = 3.0
CLOCK_EVERY_S: Final = 5.0
CATCH_UP_EVERY_S: Final = 1.0
MUTE_EVERY_S: Final = 30.0
# With two seconds for the farewell (``realtime.keeper``) and one for what ends by itself
# (``xiaowo.ending``) less than the ten that whoever tells us to end allows.
FLUSH_LIMIT_S: Final = 4.0
LEAVE_LIMIT_S: Final = 2.0

Work = Callable[[], Awaitable[object]]
# How often, and what.
Job = tuple[float, Work]


class Runtime:
    """Started by the first event of the process, since Daphne sends no lifespan events.

    A housekeeper serves nobody and goes before those who do where something is to be done once.
    """

    def __init__(self, *, is_housekeeper: bool = False) -> None:
        self._is_housekeeper = is_housekeeper
        self._tasks: list[asyncio.Task[None]] = []
        self._recording: asyncio.Task[None] | None = None
        self._started: asyncio.Task[None] | None = None
        self.on_start: Callable[[], None] = lambda: None
        self.cluster: Cluster | None = None
        self._alone = FileLeader(settings.DATA_DIR)
        self.housekeeper = Housekeeper(self._leads, [housekeeping.SEATS, *housekeeping.RECORD])

    async def start(self) -> None:
        """Start once; whoever comes meanwhile waits until it is done."""
        if self._started is None:
            self._started = asyncio.ensure_future(self._start())
        try:
            await asyncio.shield(self._started)
        except Exception:
            # The next one tries again.
            self._started = None
            raise

    async def _start(self) -> None:
        self.on_start()
        if settings.REDIS_URL:
            cluster = self.cluster = Cluster(shared(), is_housekeeper=self._is_housekeeper)
            await cluster.start()
            dead = Step(ALIVE_EVERY_S, lambda now_ms: cluster.sweep_dead(now_ms=now_ms))
            left = Step(ALIVE_EVERY_S, lambda now_ms: pick_up(now_ms=now_ms))
            self.housekeeper.steps[:0] = [dead, left]
        self._recording = asyncio.ensure_future(recorder.run())
        self._tasks = [asyncio.ensure_future(_every(*job)) for job in self._jobs()]
        try:
            await lifecycle.recover_seats(now_ms=clock.cloud_ms())
        except Problem:
            # Without a database rooms cannot be entered anyway; health and files still answer.
            log.exception("the seats could not be recovered")

    def _jobs(self) -> list[Job]:
        jobs: list[Job] = [
            (housekeeping.TICK_S, self.housekeeper.tick),
            (HOLDS_EVERY_S, _sweep_holds),
            (SILENCE_EVERY_S, _sweep_silent),
        ]
        cluster = self.cluster
        if cluster is not None:
            jobs += [
                (ALIVE_EVERY_S, cluster.stay_alive),
                (CLOCK_EVERY_S, cluster.follow_clock),
                (CATCH_UP_EVERY_S, cluster.catch_up),
                (MUTE_EVERY_S, cluster.mute_empty),
            ]
        return jobs

    async def _leads(self) -> bool:
        return await (self._alone.is_me() if self.cluster is None else self.cluster.leads())

    async def stop(self) -> None:
        """Send pages away with 1012, then write everything down."""
        for task in self._tasks:
            task.cancel()
        await keeper.shut_all(now_ms=clock.cloud_ms())
        try:
            await asyncio.wait_for(recorder.flush(), FLUSH_LIMIT_S)
        except (Problem, TimeoutError):
            log.exception("the record could not be completed")
        # Not before: a batch under way is written whether or not anybody waits for it.
        if self._recording is not None:
            self._recording.cancel()
        if self.cluster is not None:
            try:
                await asyncio.wait_for(self.cluster.stop(), LEAVE_LIMIT_S)
            except TimeoutError:
                log.warning("the other workers could not be told of the end")


async def _every(pause_s: float, work: Callable[[], Awaitable[object]]) -> None:
    while True:
        await asyncio.sleep(pause_s)
        try:
            await work()
        except Exception:
            # One failed round must not end the sweeping; the next may find the database again.
            log.exception("a round of housekeeping failed")


async def _sweep_holds() -> None:
    # By every worker, for the rooms of which it is the first.
    await sweep_holds(now_ms=clock.cloud_ms())


async def _sweep_silent() -> None:
    keeper.shut_silent(now_ms=clock.cloud_ms())


runtime = Runtime()
