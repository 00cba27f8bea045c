"""The durable log of accepted commands, written in batches behind the answers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import connection

from common import clock
from rooms.models import ActivityType, Room, RoomActivity, SyncMessage

_ACTIVITY: Final = {
    "play": ActivityType.PLAY_STARTED,
    "pause": ActivityType.PLAY_PAUSED,
    "seek": ActivityType.PLAY_SEEKED,
    "speed_change": ActivityType.PLAY_SPEED,
    "media": ActivityType.MEDIA_CHANGED,
}

# Both tables from one text: the ORM takes ten times as long for it, of the one core that answers.
_AT_ONCE: Final = """
WITH line AS (
  SELECT *, TIMESTAMPTZ 'epoch' + accepted_at_ms * INTERVAL '1 millisecond' AS accepted_at
  FROM json_to_recordset(%s) AS told(
    id uuid, room_id text, session_id uuid, kind text, version bigint, payload jsonb,
    sent_at_ms bigint, accepted_at_ms bigint
  )
), logged AS (
  INSERT INTO sync_messages (
    id, room_id, session_id, message_type, payload, version, client_timestamp, server_timestamp
  )
  SELECT id, room_id, session_id, kind, payload, version,
    TIMESTAMPTZ 'epoch' + sent_at_ms * INTERVAL '1 millisecond', accepted_at
  FROM line
  ON CONFLICT DO NOTHING
)
INSERT INTO room_activities (
  id, room_id, activity_type, actor_session_id, details, metadata, user_agent, created_at
)
SELECT id, room_id, activity, session_id, payload, '{}', '', accepted_at
FROM line JOIN json_each_text(%s) AS named(name, activity) ON name = kind
ON CONFLICT DO NOTHING
"""


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
    kept = [
        line if line.session_id in sessions or line.session_id is None else _anonymous(line)
        for line in lines
    ]
    if not kept:
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            texts = msgspec.json.encode(kept), msgspec.json.encode(_ACTIVITY)
            cursor.execute(_AT_ONCE, [text.decode() for text in texts])
        return
    SyncMessage.objects.bulk_create(map(_message, kept), ignore_conflicts=True)
    RoomActivity.objects.bulk_create(
        [_activity(line) for line in kept if line.kind in _ACTIVITY], ignore_conflicts=True
    )


def _anonymous(line: CommandLine) -> CommandLine:
    return replace(line, session_id=None)


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
        activity_type=_ACTIVITY[line.kind],
        actor_session_id=line.session_id,
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
