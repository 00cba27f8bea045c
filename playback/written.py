"""Writing many rooms down at once, in few statements. Synchronous; called through the bridge."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from common import clock
from common.ids import new_id
from playback.domain.state import State
from playback.models import PlaybackRecord
from playback.selectors import as_uuid
from rooms.services import log as room_log
from rooms.services.log import CommandLine
from sessions_app.selectors import existing_sessions

# The record never goes backwards; a duration that is learned does not count as a version.
_KEPT: Final = ("id", "room_id", "created_at")
_NEWER: Final = (
    "playback_states.version < excluded.version"
    " OR (playback_states.version = excluded.version AND playback_states.duration = 0)"
)


@dataclass(slots=True)
class Pending:
    """What is not yet written of one room; no state when only lines are known of."""

    state: State | None
    since: float
    lines: list[CommandLine] = field(default_factory=list)


@transaction.atomic
def write_down(batch: Mapping[str, Pending]) -> None:
    """Store states and lines, each once however often it is tried.

    What belongs to rooms that are gone is dropped, and what sessions did that are gone is written
    without them, so that one deleted visitor cannot hold up the record.
    """
    now_ms = clock.cloud_ms()
    rooms = room_log.touch_rooms(room_ids=list(batch), now_ms=now_ms)
    kept = {room_id: pending for room_id, pending in batch.items() if room_id in rooms}
    lines = [line for pending in kept.values() for line in pending.lines]
    authors = {
        room_id: as_uuid(pending.state.updated_by) if pending.state else None
        for room_id, pending in kept.items()
    }
    known = existing_sessions(_all(authors.values(), (line.session_id for line in lines)))
    _store_states(
        [
            _row(room_id, pending.state, authors[room_id], known, now_ms)
            for room_id, pending in kept.items()
            if pending.state is not None
        ]
    )
    room_log.write_commands(lines, sessions=known)


def _all(*ids: Iterable[UUID | None]) -> set[UUID]:
    return {id_ for some in ids for id_ in some if id_ is not None}


def _row(
    room_id: str, state: State, author: UUID | None, known: set[UUID], now_ms: int
) -> PlaybackRecord:
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
        updated_by_session_id=author if author in known else None,
        created_at=now,
        updated_at=now,
    )


def _store_states(rows: list[PlaybackRecord]) -> None:
    """Write states unless the record already holds newer ones: the ORM knows no such condition."""
    if not rows:
        return
    columns = PlaybackRecord._meta.concrete_fields
    names = [str(column.column) for column in columns]
    values: list[Any] = [
        column.get_db_prep_save(getattr(row, column.attname), connection)
        for row in rows
        for column in columns
    ]
    place = f"({', '.join(['%s'] * len(names))})"
    news = ", ".join(f"{name} = excluded.{name}" for name in names if name not in _KEPT)
    # Names of columns, no values.
    statement = (
        f"INSERT INTO playback_states ({', '.join(names)})"  # noqa: S608
        f" VALUES {', '.join([place] * len(rows))}"
        f" ON CONFLICT (room_id) DO UPDATE SET {news} WHERE {_NEWER}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


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
