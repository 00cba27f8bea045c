"""What time does to rooms; each step is one statement, swept by housekeeping.

Source: SPEC §2 "Life".
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import F

from common import clock
from common.db import in_db
from rooms.models import Room, RoomMember, Status
from rooms.presence import GRACE_MS, Seat, presence
from rooms.services import succession
from rooms.services.seats import leave_room
from rooms.services.tell import tell_role
from sessions_app import services as sessions

INACTIVE_AFTER: Final = timedelta(minutes=10)
DELETE_AFTER: Final = timedelta(hours=1)


def recover_seats(*, now_ms: int) -> None:
    """After a start: hold the seats of those whom the record calls present, for the grace."""
    present = RoomMember.objects.filter(is_active=True, room__status=Status.ACTIVE)
    for room_id, session_id in present.values_list("room_id", "session_id"):
        seats = presence.rooms.setdefault(room_id, {})
        seats.setdefault(str(session_id), Seat(until_ms=now_ms + GRACE_MS, was_online=True))


async def sweep_seats(*, now_ms: int) -> int:
    """Members whose grace is over have left; returns how many."""
    gone = list(presence.expired(now_ms))
    for room_id, session_id in gone:
        await leave_room(
            room_id=room_id, session_id=UUID(session_id), now_ms=now_ms, reason="timeout"
        )
    return len(gone)


async def sweep_rooms(*, now_ms: int) -> None:
    """Succession, expiry, deletion; once a minute."""
    for member in await in_db(succession.replace_absent_hosts, now_ms):
        tell_role(member, now_ms)
    await in_db(_expire_rooms, now_ms)
    await in_db(_delete_rooms, now_ms)
    await in_db(sessions.delete_expired, now_ms=now_ms)


def _expire_rooms(now_ms: int) -> int:
    now = clock.to_datetime(now_ms)
    empty = Room.objects.cleanup_candidates().filter(last_member_left_at__lte=now - INACTIVE_AFTER)
    return Room.objects.filter(pk__in=empty.values("pk")).update(
        status=Status.INACTIVE, version=F("version") + 1, updated_at=now
    )


def _delete_rooms(now_ms: int) -> int:
    over = Room.objects.exclude(status=Status.ACTIVE)
    deleted, _ = over.filter(updated_at__lte=clock.to_datetime(now_ms) - DELETE_AFTER).delete()
    return deleted
