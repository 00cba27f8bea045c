"""What time does to rooms; each step is one statement, swept by housekeeping.

Source: SPEC §2 "Life".
"""

import logging
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from common import clock
from common.db import in_db
from common.errors import Problem
from rooms.models import Room, RoomMember, Status
from rooms.ports import screen
from rooms.presence import GRACE_MS, Seat, presence
from rooms.services import approved, departures, expiry, succession, tally
from rooms.services.tell import tell_role
from sessions_app import services as sessions

log = logging.getLogger(__name__)

INACTIVE_AFTER: Final = timedelta(minutes=10)
DELETE_AFTER: Final = timedelta(hours=1)
GHOST_AFTER: Final = timedelta(minutes=1)


async def recover_seats(*, now_ms: int) -> None:
    """After a start: hold the seats of those whom the record calls present, for the grace."""
    for room_id, session_id in await in_db(_recorded_in_active_rooms):
        seat = Seat(until_ms=now_ms + GRACE_MS, was_online=True)
        presence.hold(room_id=room_id, session_id=str(session_id), seat=seat)


def _recorded_in_active_rooms() -> list[tuple[str, UUID]]:
    present = RoomMember.objects.filter(is_active=True, room__status=Status.ACTIVE)
    return list(present.values_list("room_id", "session_id"))


async def sweep_seats(*, now_ms: int) -> int:
    """Members whose grace is over have left; returns how many."""
    gone = list(presence.expired(now_ms))
    # All seats first: who comes back while the record is written takes a new one.
    for room_id, session_id in gone:
        presence.release(room_id=room_id, session_id=session_id)
    pairs = [(room_id, UUID(session_id)) for room_id, session_id in gone]
    await departures.time_out(pairs=pairs, now_ms=now_ms)
    return len(gone)


async def sweep_ghosts(*, now_ms: int) -> int:
    """Members whom the record calls present but who have no seat have left; returns how many."""
    before = clock.to_datetime(now_ms) - GHOST_AFTER
    present = await in_db(_recorded_as_present, before)
    ghosts = [pair for pair in present if presence.seat(pair[0], str(pair[1])) is None]
    return await departures.time_out(pairs=ghosts, now_ms=now_ms)


def _recorded_as_present(before: datetime) -> list[tuple[str, UUID]]:
    members = RoomMember.objects.filter(is_active=True, joined_at__lte=before)
    return list(members.values_list("room_id", "session_id"))


async def sweep_rooms(*, now_ms: int) -> None:
    """Succession, expiry, deletion; once a minute."""
    for member in await in_db(succession.replace_absent_hosts, now_ms):
        tell_role(member, now_ms)
    await sweep_ghosts(now_ms=now_ms)
    for room_id in await in_db(_expire_rooms, now_ms):
        presence.drop_room(room_id)
        await _close_screen(room_id)
    await in_db(_delete_rooms, now_ms)
    await in_db(approved.sweep, now_ms)
    await in_db(sessions.delete_expired, now_ms=now_ms)


async def _close_screen(room_id: str) -> None:
    """One room whose last state cannot be written must not keep time from the others."""
    try:
        await screen().close(room_id)
    except Problem:
        log.exception("the screen of a room cannot be closed", extra={"facts": {"room": room_id}})


async def sweep_logs(*, now_ms: int, messages_days: int, activities_days: int) -> None:
    """What the logs keep for a time only; ``*_days`` is how long."""
    await in_db(expiry.shorten_ips, now_ms=now_ms)
    await in_db(
        expiry.delete_old_lines,
        now_ms=now_ms,
        messages_days=messages_days,
        activities_days=activities_days,
    )


def _expire_rooms(now_ms: int) -> list[str]:
    now = clock.to_datetime(now_ms)
    # A room whose creator never came in has no "last left"; its making counts.
    empty_since = Coalesce("last_member_left_at", "created_at")
    empty = Room.objects.cleanup_candidates().annotate(empty_since=empty_since)
    room_ids = list(
        empty.filter(empty_since__lte=now - INACTIVE_AFTER).values_list("pk", flat=True)
    )
    Room.objects.filter(pk__in=room_ids).update(
        status=Status.INACTIVE, version=F("version") + 1, updated_at=now
    )
    return room_ids


def _delete_rooms(now_ms: int) -> int:
    over = Room.objects.exclude(status=Status.ACTIVE)
    doomed = over.filter(updated_at__lte=clock.to_datetime(now_ms) - DELETE_AFTER)
    with transaction.atomic():
        tally.keep(doomed, now_ms=now_ms)
        deleted, _ = doomed.delete()
    return deleted
