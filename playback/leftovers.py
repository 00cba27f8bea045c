"""Writing down what workers that died had answered, but not yet recorded."""

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import msgspec
from django.db import DatabaseError, DataError

from common import metrics
from common.db import in_db
from playback.record import ROOMS_PER_BATCH
from playback.stores import store
from playback.stores.protocol import Line
from playback.written import ABOUT_A_ROOM, Pending, write_down
from rooms.services.log import CommandLine

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Left:
    """What is left of one room."""

    lines: list[CommandLine] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


async def pick_up(*, now_ms: int) -> int:
    """Write down some lines that nobody else will; returns how many were left behind.

    They stay where they are until the record has them, so it may be tried again, by anybody.
    Raises ``Problem(DATABASE)``.
    """
    lines = await store.left_behind(now_ms=now_ms)
    if not lines:
        return 0
    log.warning("lines of another worker are written down", extra={"facts": {"lines": len(lines)}})
    metrics.record_rescued.inc(len(lines))
    rooms = iter(_by_room(lines).items())
    while part := dict(islice(rooms, ROOMS_PER_BATCH)):
        await _write(part)
    await store.recorded([line.name for line in lines if _read(line) is None])
    return len(lines)


def _by_room(lines: Sequence[Line]) -> dict[str, _Left]:
    rooms: dict[str, _Left] = {}
    for name, line in _readable(lines):
        left = rooms.setdefault(line.room_id, _Left())
        left.lines.append(line)
        left.names.append(name)
    return rooms


def _readable(lines: Sequence[Line]) -> Iterator[tuple[str, CommandLine]]:
    for line in lines:
        read = _read(line)
        if read is None:
            log.error("a line to be recorded is damaged", extra={"facts": {"line": line.name}})
        else:
            yield line.name, read


def _read(line: Line) -> CommandLine | None:
    try:
        return msgspec.json.decode(line.text, type=CommandLine)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


async def _write(rooms: Mapping[str, _Left]) -> None:
    batch = {
        room_id: Pending(await store.load(room_id), time.monotonic(), left.lines)
        for room_id, left in rooms.items()
    }
    try:
        await in_db(write_down, batch)
    except DatabaseError as error:
        log.exception("lines are refused by the record", extra={"facts": {"rooms": list(rooms)}})
        if len(rooms) > 1 and isinstance(error, ABOUT_A_ROOM):
            # One of them is; together with others it would keep them from the record for ever.
            for room_id, left in rooms.items():
                await _write({room_id: left})
        if len(rooms) > 1 or not isinstance(error, DataError):
            return
        # The database can never take it.
        metrics.record_dropped.inc(sum(len(left.lines) for left in rooms.values()))
    await store.recorded([name for left in rooms.values() for name in left.names])
