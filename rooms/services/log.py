"""The durable log of accepted commands, written in batches behind the answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from common import clock
from common.ids import new_id
from rooms.models import ActivityType, Room, RoomActivity, SyncMessage
from sessions_app.selectors import existing_sessions

_ACTIVITY = {
    "play": ActivityType.PLAY_STARTED,
    "pause": ActivityType.PLAY_PAUSED,
    "seek": ActivityType.PLAY_SEEKED,
    "speed_change": ActivityType.PLAY_SPEED,
    "media": ActivityType.MEDIA_CHANGED,
}


@dataclass(frozen=True, slots=True)
class CommandLine:
    """One accepted command."""

    room_id: str
    session_id: UUID | None
    kind: str
    version: int
    payload: dict[str, Any]
    sent_at_ms: int
    accepted_at_ms: int


def write_commands(lines: Sequence[CommandLine]) -> None:
    """Store the lines and their audit entries; a line stored before is left alone.

    Joins the caller's transaction. Lines of rooms or sessions that are gone are dropped or
    written without their session, so that one deleted visitor cannot hold up the record.
    """
    rooms = set(
        Room.objects.filter(pk__in={line.room_id for line in lines}).values_list("pk", flat=True)
    )
    known = existing_sessions({line.session_id for line in lines if line.session_id})
    kept = [(line, line.session_id if line.session_id in known else None) for line in lines]
    kept = [(line, session_id) for line, session_id in kept if line.room_id in rooms]
    SyncMessage.objects.bulk_create(
        [_message(line, session_id) for line, session_id in kept], ignore_conflicts=True
    )
    RoomActivity.objects.bulk_create(
        [_activity(line, session_id) for line, session_id in kept if line.kind in _ACTIVITY]
    )


def _message(line: CommandLine, session_id: UUID | None) -> SyncMessage:
    return SyncMessage(
        id=new_id(now_ms=line.accepted_at_ms),
        room_id=line.room_id,
        session_id=session_id,
        message_type=line.kind,
        payload=line.payload,
        version=line.version,
        client_timestamp=clock.to_datetime(line.sent_at_ms),
        server_timestamp=clock.to_datetime(line.accepted_at_ms),
    )


def _activity(line: CommandLine, session_id: UUID | None) -> RoomActivity:
    return RoomActivity(
        id=new_id(now_ms=line.accepted_at_ms),
        room_id=line.room_id,
        activity_type=_ACTIVITY[line.kind],
        actor_session_id=session_id,
        details=line.payload,
        created_at=clock.to_datetime(line.accepted_at_ms),
    )


def touch_rooms(*, room_ids: Sequence[str], now_ms: int) -> None:
    """Note that these rooms were used."""
    Room.objects.filter(pk__in=room_ids).update(last_active_at=clock.to_datetime(now_ms))
