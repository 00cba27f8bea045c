"""Write-behind: commands are answered from the store, the record is written after.

Source: SPEC §8. Every accepted command is written at once, or within 100 ms of the last writing,
up to ten rooms in one transaction, everything on shutdown. States are anchors and do not tick, so
there is nothing to write between commands. A failed batch is kept and tried again, so what was
answered is not lost while the process lives; with Redis its lines outlive the process as well.
"""

import asyncio
import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Final, TypeVar

from django.db import DatabaseError, DataError

from common import metrics, workers
from common.db import in_db
from common.errors import Code, Problem
from common.patience import within
from playback.domain.state import State
from playback.stores import store
from playback.written import ABOUT_A_ROOM, Pending, write_down
from rooms.services.log import CommandLine

log = logging.getLogger(__name__)
T = TypeVar("T")
Batch = dict[str, Pending]

PAUSE_S: Final = 0.05
RETRY_S: Final = 1.0
# An answer is not held back longer for its record.
PATIENCE_S: Final = 1.0
ROOMS_PER_BATCH: Final = 10
# So many follow each other without a turn of the busy event loop between them.
BATCHES_PER_TURN: Final = 20
# Lines kept while the database is away; beyond it the oldest of the busiest rooms go. All states
# stay: there is one a room.
MAX_LINES: Final = 100_000
# So many go at once, because looking for the busiest room takes a while.
DROPPED_AT_ONCE: Final = 1000


class Recorder:
    """Collects states and lines, and writes them in batches. Lives on one event loop."""

    def __init__(self) -> None:
        self._pending: dict[str, Pending] = {}
        self._in_flight: dict[str, Pending] = {}
        self._wake = asyncio.Event()
        self._writing = asyncio.Lock()
        self._lines = 0

    def note(self, room_id: str, state: State, line: CommandLine | None) -> None:
        """Remember that a room's newest state is to be written."""
        pending = self._pending.get(room_id)
        if pending is None:
            pending = self._pending[room_id] = Pending(state, time.monotonic())
        pending.state = state
        if line is not None:
            pending.lines.append(line)
            self._lines += 1
            if self._lines > MAX_LINES:
                self._drop_some()
        self._wake.set()

    async def run(self) -> None:
        """Write whatever is noted, until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self.flush()
                pause_s = PAUSE_S
            except Problem:
                metrics.record_failures.inc()
                log.warning("the record cannot be written, trying again", extra=self._facts())
                self._wake.set()
                pause_s = RETRY_S
            except Exception:
                # Nobody would write any more.
                log.exception("the record was interrupted")
                self._wake.set()
                pause_s = RETRY_S
            self._measure()
            # Whoever comes next need not wait if nobody came for a while.
            await asyncio.sleep(pause_s)

    def lag_s(self) -> float:
        """Return the age of the oldest state that is not yet written, s."""
        now = time.monotonic()
        unwritten = [*self._pending.values(), *self._in_flight.values()]
        return max((now - item.since for item in unwritten), default=0.0)

    async def flush(self, room_ids: Sequence[str] | None = None) -> None:
        """Write the given rooms, or all.

        Raises ``Problem(DATABASE)`` after all have been tried, and keeps what is left.
        """
        async with self._writing:
            chosen = list(self._pending) if room_ids is None else list(room_ids)
            await self._write_all(list(_cut(chosen, ROOMS_PER_BATCH)))

    async def write_now(self, room_id: str) -> None:
        """Write one room down, for as long as whoever waits has patience; else it stays noted."""
        with suppress(Problem, TimeoutError):
            async with within(PATIENCE_S):
                await self.flush([room_id])

    async def _write_all(self, batches: Sequence[Sequence[str]]) -> None:
        """Write what can be written; one room must not hold up the others."""
        refused: Problem | None = None
        for some in _cut(batches, BATCHES_PER_TURN):
            try:
                await self._write(some)
            except Problem as problem:
                refused = problem
        if refused is not None:
            raise refused

    async def _write(self, batches: Sequence[Sequence[str]]) -> None:
        taken = [batch for names in batches if (batch := self._take(names))]
        if not taken:
            return
        self._in_flight = {room_id: one for batch in taken for room_id, one in batch.items()}
        written: list[Batch] = []
        try:
            await in_db(_write_in_turn, taken, written)
        except DatabaseError as error:
            await self._end_turn(written)
            if not isinstance(error, ABOUT_A_ROOM):
                # It takes nothing now, as when it has become a replica: no use to try each alone.
                log.error("the database does not take the record", exc_info=error)
                raise Problem(Code.DATABASE) from error
            try:
                await self._write_singly(list(taken[len(written)]), error)
            finally:
                await self._write([list(batch) for batch in taken[len(written) + 1 :]])
        except BaseException:
            # What was written is written once more, to no effect.
            self._put_back()
            raise
        else:
            await self._end_turn(written)

    def _take(self, room_ids: Sequence[str]) -> Batch:
        names = [room_id for room_id in room_ids if room_id in self._pending]
        return {room_id: self._pending.pop(room_id) for room_id in names}

    async def _end_turn(self, written: Sequence[Batch]) -> None:
        """Keep what was not written; what was need not be kept for others any more."""
        for batch in written:
            for room_id in batch:
                self._in_flight.pop(room_id, None)
        self._put_back()
        await self._strike([pending for batch in written for pending in batch.values()])

    async def _write_singly(self, room_ids: Sequence[str], error: DatabaseError) -> None:
        if len(room_ids) == 1 and isinstance(error, DataError):
            await self._give_up(room_ids[0], error)
        elif len(room_ids) == 1:
            log.error("a room is refused by the record", exc_info=error,
                      extra={"facts": {"room": room_ids[0]}})  # fmt: skip
            raise Problem(Code.DATABASE) from error
        else:
            await self._write_all([[room_id] for room_id in room_ids])

    async def _give_up(self, room_id: str, error: DataError) -> None:
        """Drop what the database can never take; trying for ever would hold up the room's end."""
        pending = self._pending.pop(room_id)
        metrics.record_dropped.inc(len(pending.lines))
        log.error("what the record can never take of a room is dropped", exc_info=error,
                  extra={"facts": {"room": room_id, "lines": len(pending.lines)}})  # fmt: skip
        await self._strike([pending])

    async def _strike(self, written: Sequence[Pending]) -> None:
        lines = [line for pending in written for line in pending.lines]
        self._lines -= len(lines)
        now = time.monotonic()
        for pending in written:
            metrics.record_delay.observe(now - pending.since)
        if lines:
            await store.recorded([workers.name_of(line.id) for line in lines])

    def _put_back(self) -> None:
        for room_id, old in self._in_flight.items():
            newer = self._pending.get(room_id)
            if newer is None:
                self._pending[room_id] = old
            else:
                newer.lines = old.lines + newer.lines
                newer.since = min(newer.since, old.since)
        self._in_flight = {}

    def _drop_some(self) -> None:
        """Nothing grows without limit: the oldest lines of the busiest room go, and it is said."""
        busiest = max(self._pending.values(), key=lambda pending: len(pending.lines))
        dropped = busiest.lines[:DROPPED_AT_ONCE]
        del busiest.lines[:DROPPED_AT_ONCE]
        self._lines -= len(dropped)
        metrics.record_dropped.inc(len(dropped))
        log.error(
            "too many lines wait for the database, the oldest of the busiest room are dropped",
            extra={"facts": {"room": dropped[0].room_id, "lines": len(dropped), "most": MAX_LINES}},
        )

    def _measure(self) -> None:
        metrics.record_lag.set(self.lag_s())
        metrics.record_pending.labels("rooms").set(len(self._pending))
        metrics.record_pending.labels("lines").set(self._lines)

    def _facts(self) -> dict[str, dict[str, int]]:
        return {"facts": {"rooms": len(self._pending), "lines": self._lines, "most": MAX_LINES}}


def _write_in_turn(batches: Sequence[Batch], written: list[Batch]) -> None:
    """Write batches, a transaction each, and tell of those that are written."""
    for batch in batches:
        write_down(batch)
        written.append(batch)


def _cut(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


recorder = Recorder()
