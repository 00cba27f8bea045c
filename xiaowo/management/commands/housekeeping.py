"""``manage.py housekeeping``: what must be done once among all workers, in a process of its own."""

import asyncio
import signal
from typing import Any, Final

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from common import clock
from common.errors import Problem
from rooms.services import lifecycle
from xiaowo import housekeeping
from xiaowo.housekeeping import FileLeader
from xiaowo.runtime import Runtime

# Longer than a leader that has died is still believed in.
LEAD_WITHIN_S: Final = 15.0
COME_IN_WITHIN_S: Final = 30.0
LOOK_EVERY_S: Final = 0.1
NOBODY_NEEDED: Final = "Another process keeps house; nothing was done."


class Command(BaseCommand):
    """Sweeps until it is told to stop, or once."""

    help = (
        "Replace absent hosts, free seats, expire and delete rooms, shorten logs. Of several, one "
        "is at work and another takes over when it dies. SIGTERM ends it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how long."""
        parser.add_argument("--once", action="store_true", help="one round, then end")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run."""
        work = self._shared if settings.REDIS_URL else self._alone
        asyncio.run(work(once=options["once"]))

    async def _shared(self, *, once: bool) -> None:
        """With Redis: be one of the workers, without sockets."""
        ending = _told_to_end()
        runtime = Runtime(is_housekeeper=True)
        coming = asyncio.ensure_future(runtime.start())
        leaving = asyncio.ensure_future(ending.wait())
        await asyncio.wait(
            [coming, leaving],
            timeout=COME_IN_WITHIN_S if once else None,
            return_when=asyncio.FIRST_COMPLETED,
        )
        if not coming.done():
            coming.cancel()
            if not ending.is_set():
                raise CommandError("Redis cannot be reached.")
            return
        await coming
        if once:
            await self._one_round(runtime, ending)
        else:
            await ending.wait()
        await runtime.stop()

    async def _one_round(self, runtime: Runtime, ending: asyncio.Event) -> None:
        deadline = asyncio.get_running_loop().time() + LEAD_WITHIN_S
        while not runtime.housekeeper.is_at_work and not ending.is_set():
            if asyncio.get_running_loop().time() > deadline:
                self.stdout.write(NOBODY_NEEDED)
                return
            await asyncio.sleep(LOOK_EVERY_S)

    async def _alone(self, *, once: bool) -> None:
        """Without Redis: a serving process knows its seats itself and does all while it is there.

        So this one leads for a moment only, and only while nobody serves.
        """
        ending = _told_to_end()
        leader = FileLeader(settings.DATA_DIR)
        while not ending.is_set():
            if await leader.is_me():
                await self._sweep_record()
                leader.resign()
            elif once:
                self.stdout.write(NOBODY_NEEDED)
            if once:
                return
            try:
                await asyncio.wait_for(ending.wait(), housekeeping.RECORD[0].every_s)
            except TimeoutError:
                continue

    async def _sweep_record(self) -> None:
        try:
            # Who is here according to the record may be back as soon as somebody serves.
            await lifecycle.recover_seats(now_ms=clock.cloud_ms())
            for step in housekeeping.RECORD:
                await step.act(clock.cloud_ms())
        except Problem as problem:
            raise CommandError("The database cannot be used.") from problem


def _told_to_end() -> asyncio.Event:
    """Return what is set by SIGTERM or SIGINT."""
    ending = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ending.set)
    return ending
