"""What time does to rooms; each step is one statement, swept by housekeeping.

Source: SPEC §2 "Life".
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from common import clock
from common.bus import RightsChanged, bus
from common.db import in_db
from rooms import wire
from rooms.models import Role, Room, RoomMember, Status
from rooms.presence import GRACE_MS, Seat, presence
from rooms.services.members import leave_room
from rooms.services.tell import tell_notice
from sessions_app import services as sessions

INACTIVE_AFTER: Final = timedelta(minutes=10)
DELETE_AFTER: Final = timedelta(hours=1)
HOST_GONE_AFTER: Final = timedelta(seconds=60)


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
    for member in await in_db(_succeed_hosts, now_ms):
        _tell_new_host(member, now_ms)
    await in_db(_expire_rooms, now_ms)
    await in_db(_delete_rooms, now_ms)
    await in_db(sessions.delete_expired, now_ms=now_ms)


def _tell_new_host(member: RoomMember, now_ms: int) -> None:
    session_id = str(member.session_id)
    bus.publish(member.room_id, RightsChanged(session_id=session_id, role=member.role))
    notice = wire.SystemNotice(
        "role_changed", member.nickname, session_id=session_id, role=member.role
    )
    tell_notice(room_id=member.room_id, notice=notice, now_ms=now_ms)


@transaction.atomic
def _succeed_hosts(now_ms: int) -> list[RoomMember]:
    """Where the host has been gone for a minute, the longest-present admin, else guest, takes over.

    Returns the new hosts.
    """
    gone_since = clock.to_datetime(now_ms) - HOST_GONE_AFTER
    present = RoomMember.objects.filter(room=OuterRef("room"), is_active=True)
    vacant = RoomMember.objects.filter(
        Exists(present), role=Role.HOST, is_active=False, left_at__lte=gone_since
    )
    room_ids = list(vacant.values_list("room_id", flat=True))
    RoomMember.objects.filter(role=Role.HOST, room_id__in=room_ids, is_active=False).update(
        role=Role.GUEST
    )
    # "admin" sorts before "guest".
    heirs = RoomMember.objects.filter(room=OuterRef("room"), is_active=True).order_by(
        "role", "joined_at", "pk"
    )
    candidates = RoomMember.objects.filter(room_id__in=room_ids, is_active=True)
    chosen = list(candidates.filter(pk=heirs.values("pk")[:1]))
    for member in chosen:
        member.role = Role.HOST
    RoomMember.objects.filter(pk__in=[member.pk for member in chosen]).update(role=Role.HOST)
    return chosen


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
