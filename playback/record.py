"""Write-behind: commands are answered from the store, the record is written after.

Source: SPEC §8. Every accepted command is written within 100 ms, up to ten rooms in one
transaction, everything on shutdown. States are anchors and do not tick, so there is nothing to
write between commands. A failed batch is kept and tried again, so what was answered is not lost
while the process lives.
"""

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from common import clock, metrics
from common.db import in_db
from common.errors import Problem
from common.ids import new_id
from playback.domain.state import State
from playback.models import PlaybackRecord
from playback.selectors import as_uuid
from rooms.services import log as room_log
from rooms.services.log import CommandLine
from sessions_app.selectors import existing_sessions

log = logging.getLogger(__name__)

DEBOUNCE_S: Final = 0.05
RETRY_S: Final = 1.0
ROOMS_PER_BATCH: Final = 10
# Lines kept while the database is away; beyond it the oldest lines go, the states stay.
MAX_LINES: Final = 100_000


@dataclass(slots=True)
class Pending:
    """What is not yet written of one room."""

    state: State
    since: float
    lines: list[CommandLine] = field(default_factory=list)


class Recorder:
    """Collects states and lines, and writes them in batches. Lives on one event loop."""

    def __init__(self) -> None:
        self._pending: dict[str, Pending] = {}
        self._in_flight: dict[str, Pending] = {}
        self._wake = asyncio.Event()
        self._writing = asyncio.Lock()

    def note(self, room_id: str, state: State, line: CommandLine | None) -> None:
        """Remember that a room's newest state is to be written."""
        pending = self._pending.get(room_id)
        if pending is None:
            pending = self._pending[room_id] = Pending(state, time.monotonic())
        pending.state = state
        if line is not None:
            pending.lines.append(line)
            del pending.lines[: max(0, len(pending.lines) - MAX_LINES)]
        self._wake.set()

    async def run(self) -> None:
        """Write whatever is noted, until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            await asyncio.sleep(DEBOUNCE_S)
            try:
                await self.flush()
            except Problem:
                metrics.record_failures.inc()
                log.warning("the record cannot be written, trying again")
                await asyncio.sleep(RETRY_S)
                self._wake.set()
            metrics.record_lag.set(self.lag_s())

    def lag_s(self) -> float:
        """Return the age of the oldest state that is not yet written, s."""
        now = time.monotonic()
        unwritten = [*self._pending.values(), *self._in_flight.values()]
        return max((now - item.since for item in unwritten), default=0.0)

    async def flush(self, room_ids: Sequence[str] | None = None) -> None:
        """Write the given rooms, or all; raises ``Problem(DATABASE)`` and keeps what is left."""
        async with self._writing:
            chosen = list(self._pending) if room_ids is None else list(room_ids)
            for start in range(0, len(chosen), ROOMS_PER_BATCH):
                await self._write(chosen[start : start + ROOMS_PER_BATCH])

    async def _write(self, room_ids: Sequence[str]) -> None:
        known = [room_id for room_id in room_ids if room_id in self._pending]
        if not known:
            return
        self._in_flight = {room_id: self._pending.pop(room_id) for room_id in known}
        try:
            await in_db(_store_batch, self._in_flight)
        except BaseException:
            self._put_back()
            raise
        finally:
            self._in_flight = {}

    def _put_back(self) -> None:
        for room_id, old in self._in_flight.items():
            newer = self._pending.get(room_id)
            if newer is None:
                self._pending[room_id] = old
            else:
                newer.lines = old.lines + newer.lines
                newer.since = min(newer.since, old.since)


@transaction.atomic
def _store_batch(batch: dict[str, Pending]) -> None:
    now_ms = clock.cloud_ms()
    authors = {room_id: as_uuid(pending.state.updated_by) for room_id, pending in batch.items()}
    known = existing_sessions({author for author in authors.values() if author is not None})
    for room_id, pending in batch.items():
        author = authors[room_id]
        _store_state(room_id, pending.state, author if author in known else None, now_ms)
    room_log.write_commands([line for pending in batch.values() for line in pending.lines])
    room_log.touch_rooms(room_ids=list(batch), now_ms=now_ms)


def _store_state(room_id: str, state: State, author: UUID | None, now_ms: int) -> None:
    """Write a state unless the record already holds a newer one."""
    older = Q(version__lt=state.version) | Q(version=state.version, duration=0)
    PlaybackRecord.objects.filter(older, room_id=room_id).update(
        media_url=state.media_url,
        title=state.title,
        playback_state=state.phase.value,
        anchor_position=state.anchor_position,
        anchor_time=state.anchor_ms,
        duration=state.duration,
        playback_rate=state.rate,
        version=state.version,
        last_command_at=state.last_command_ms,
        updated_by_session=author,
        updated_at=clock.to_datetime(now_ms),
    )


def make_record(*, room_id: str, media_url: str, now_ms: int) -> None:
    """Make the record of a new room, inside the caller's transaction."""
    copy_record(room_id=room_id, state=State(media_url=media_url), now_ms=now_ms)


def copy_record(*, room_id: str, state: State, now_ms: int) -> None:
    """Make the record of a new room that begins with a paused state, likewise."""
    now = clock.to_datetime(now_ms)
    PlaybackRecord.objects.create(
        id=new_id(now_ms=now_ms),
        room_id=room_id,
        media_url=state.media_url,
        title=state.title,
        anchor_position=state.anchor_position,
        anchor_time=now_ms,
        duration=state.duration,
        created_at=now,
        updated_at=now,
    )


recorder = Recorder()
