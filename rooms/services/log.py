"""The durable log of accepted commands, written in batches behind the answers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from common import clock
from rooms.models import ActivityType, Room, RoomActivity, SyncMessage

_ACTIVITY = {
    "play": ActivityType.PLAY_STARTED,
    "pause": ActivityType.PLAY_PAUSED,
    "seek": ActivityType.PLAY_SEEKED,
    "speed_change": ActivityType.PLAY_SPEED,
    "media": ActivityType.MEDIA_CHANGED,
}


@dataclass(frozen=True, slots=True)
class CommandLine:
    """One accepted command; ``id`` is what it is written under, however often that is tried."""

    id: UUID
    room_id: str
    session_id: UUID | None
    kind: str
    version: int
    payload: dict[str, Any]
    sent_at_ms: int
    accepted_at_ms: int


def write_commands(lines: Sequence[CommandLine], *, sessions: Collection[UUID]) -> None:
    """Store lines and their audit entries in the caller's transaction; what is there is left alone.

    The lines' rooms must be there. Lines of others than ``sessions`` are written without them.
    """
    kept = [(line, line.session_id if line.session_id in sessions else None) for line in lines]
    SyncMessage.objects.bulk_create(
        [_message(line, session_id) for line, session_id in kept], ignore_conflicts=True
    )
    RoomActivity.objects.bulk_create(
        [_activity(line, session_id) for line, session_id in kept if line.kind in _ACTIVITY],
        ignore_conflicts=True,
    )


def _message(line: CommandLine, session_id: UUID | None) -> SyncMessage:
    return SyncMessage(
        id=line.id,
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
        id=line.id,
        room_id=line.room_id,
        activity_type=_ACTIVITY[line.kind],
        actor_session_id=session_id,
        details=line.payload,
        created_at=clock.to_datetime(line.accepted_at_ms),
    )


def touch_rooms(*, room_ids: Sequence[str], now_ms: int) -> set[str]:
    """Note that these rooms were used; returns those that are there, and stay so until commit."""
    rooms = Room.objects.filter(pk__in=room_ids)
    # In one order for everybody, so that two workers never wait for each other.
    locked = rooms.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True)
    there = set(locked)
    rooms.update(last_active_at=clock.to_datetime(now_ms))
    return there
