"""Writing many rooms down at once, in few statements. Synchronous; called through the bridge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.db import DataError, IntegrityError, connection, transaction

from common import clock
from common.ids import new_id
from playback.domain.state import State
from playback.models import PlaybackRecord
from playback.selectors import as_uuid
from playback.written_postgres import NEWER, write_in_one
from rooms.services import log as room_log
from rooms.services.log import CommandLine

_COLUMNS: Final = PlaybackRecord._meta.concrete_fields
_AUTHOR: Final = "updated_by_session_id"
# What one room can be refused for while others are taken.
ABOUT_A_ROOM: Final = (DataError, IntegrityError)
# In place of the server's own name; no session has this id.
NOBODY: Final = UUID(int=0)
_KEPT: Final = ("id", "room_id", "created_at")


@dataclass(slots=True)
class Pending:
    """What is not yet written of one room; no state when only lines are known of."""

    state: State | None
    since: float
    lines: list[CommandLine] = field(default_factory=list)


def write_down(batch: Mapping[str, Pending]) -> None:
    """Store states and lines in one transaction, each once however often it is tried.

    What belongs to rooms that are gone is dropped, and what sessions did that are gone is written
    without them, so that one deleted visitor cannot hold up the record.
    """
    now_ms = clock.cloud_ms()
    states = {
        room_id: pending.state for room_id, pending in batch.items() if pending.state is not None
    }
    lines = [line for pending in batch.values() for line in pending.lines]
    if connection.vendor == "postgresql":
        write_in_one(list(batch), states, lines, now_ms)
        return
    with transaction.atomic():
        room_log.touch_rooms(room_ids=list(batch), now_ms=now_ms)
        if states:
            rows = [_row(room_id, state, now_ms) for room_id, state in states.items()]
            with connection.cursor() as cursor:
                cursor.execute(*_storing(rows))
        room_log.write_commands(lines)


def _row(room_id: str, state: State, now_ms: int) -> PlaybackRecord:
    now = clock.to_datetime(now_ms)
    return PlaybackRecord(
        id=new_id(now_ms=now_ms),
        room_id=room_id,
        media_url=state.media_url,
        title=state.title,
        playback_state=state.phase.value,
        anchor_position=state.anchor_position,
        anchor_time=state.anchor_ms,
        duration=state.duration,
        playback_rate=state.rate,
        version=state.version,
        last_command_at=state.last_command_ms,
        updated_by_session_id=as_uuid(state.updated_by) or NOBODY,
        created_at=now,
        updated_at=now,
    )


def _storing(rows: Sequence[PlaybackRecord]) -> tuple[str, list[Any]]:
    """Write states unless the record already holds newer ones: the ORM knows no such condition."""
    values: list[Any] = [
        column.get_db_prep_save(getattr(row, column.attname), connection)
        for row in rows
        for column in _COLUMNS
    ]
    return _store(len(rows)), values


@cache
def _store(rows: int) -> str:
    """Return the statement for so many rows; it looks up itself which rooms and authors exist."""
    names = [str(column.column) for column in _COLUMNS]
    # What both databases call the columns of a list of values.
    told = {name: f"column{number}" for number, name in enumerate(names, 1)}
    taken = ", ".join("author.id" if name == _AUTHOR else told[name] for name in names)
    place = f"({', '.join(['%s'] * len(names))})"
    news = ", ".join(f"{name} = excluded.{name}" for name in names if name not in _KEPT)
    # Names of columns, no values.
    return (
        f"INSERT INTO playback_states ({', '.join(names)})"  # noqa: S608
        f" SELECT {taken} FROM (VALUES {', '.join([place] * rows)}) AS told"
        f" JOIN rooms ON rooms.id = {told['room_id']}"
        f" LEFT JOIN user_sessions AS author ON author.id = {told[_AUTHOR]}"
        # Without it SQLite takes what follows for a part of the join.
        " WHERE true"
        f" ON CONFLICT (room_id) DO UPDATE SET {news} WHERE {NEWER}"
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
