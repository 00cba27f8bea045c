"""The durable log of accepted commands, written in batches behind the answers."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from common import clock
from rooms.models import ActivityType, Room, RoomActivity, SyncMessage
from sessions_app.selectors import existing_sessions

ACTIVITY: Final = {
    "play": ActivityType.PLAY_STARTED,
    "pause": ActivityType.PLAY_PAUSED,
    "seek": ActivityType.PLAY_SEEKED,
    "speed_change": ActivityType.PLAY_SPEED,
    "media": ActivityType.MEDIA_CHANGED,
}


class CommandLine(Struct, frozen=True):
    """One accepted command; ``id`` is what it is written under, however often that is tried."""

    id: UUID
    room_id: str
    session_id: UUID | None
    kind: str
    version: int
    payload: dict[str, Any]
    sent_at_ms: int
    accepted_at_ms: int


def write_commands(lines: Sequence[CommandLine]) -> None:
    """Store lines and their audit entries in the caller's transaction; what is there is left alone.

    Lines of rooms that are gone are dropped; those of sessions that are gone are written without
    them.
    """
    if not lines:
        return
    rooms = Room.objects.filter(pk__in={line.room_id for line in lines})
    there = set(rooms.values_list("pk", flat=True))
    known = existing_sessions({line.session_id for line in lines if line.session_id is not None})
    kept = [
        line if line.session_id in known else replace(line, session_id=None)
        for line in lines
        if line.room_id in there
    ]
    SyncMessage.objects.bulk_create(map(_message, kept), ignore_conflicts=True)
    RoomActivity.objects.bulk_create(
        [_activity(line) for line in kept if _is_told(line)], ignore_conflicts=True
    )


def _is_told(line: CommandLine) -> bool:
    # A film with another name is the same film.
    return line.kind in ACTIVITY and "title_only" not in line.payload


def _message(line: CommandLine) -> SyncMessage:
    return SyncMessage(
        id=line.id,
        room_id=line.room_id,
        session_id=line.session_id,
        message_type=line.kind,
        payload=line.payload,
        version=line.version,
        client_timestamp=clock.to_datetime(line.sent_at_ms),
        server_timestamp=clock.to_datetime(line.accepted_at_ms),
    )


def _activity(line: CommandLine) -> RoomActivity:
    return RoomActivity(
        id=line.id,
        room_id=line.room_id,
        activity_type=ACTIVITY[line.kind],
        actor_session_id=line.session_id,
        details=line.payload,
        created_at=clock.to_datetime(line.accepted_at_ms),
    )


def touch_rooms(*, room_ids: Sequence[str], now_ms: int) -> None:
    """Note that these rooms were used; those that are there stay so until commit."""
    Room.objects.filter(pk__in=room_ids).update(last_active_at=clock.to_datetime(now_ms))
