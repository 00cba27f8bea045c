"""Leaving without saying so: many members at once, or with the session that was ended.

Many take one statement a step, however many they are. Source: SPEC §2 "Life". One member who
leaves by somebody's wish: ``rooms.services.leaving``.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from common import clock
from common.db import in_db
from common.errors import Close
from rooms.models import ActivityType, Room, RoomMember
from rooms.presence import presence
from rooms.services import audit
from rooms.services.audit import NOWHERE
from rooms.services.leaving import announce_left, stand_up, tell_left
from sessions_app import services as sessions

# Room and session.
Pair = tuple[str, UUID]


async def time_out(*, pairs: Collection[Pair], now_ms: int) -> int:
    """Write down and tell that these have left; returns how many were there at all.

    Their seats are released before; who has taken a new one meanwhile stays.
    """
    if not pairs:
        return 0
    gone = await in_db(_stand_up_all, set(pairs), now_ms)
    for room_id, session_id in gone:
        announce_left(room_id, str(session_id), "timeout", now_ms)
    return len(gone)


@transaction.atomic
def _stand_up_all(pairs: set[Pair], now_ms: int) -> list[Pair]:
    now = clock.to_datetime(now_ms)
    sessions.hold_sessions({session_id for _, session_id in pairs})
    pairs = {pair for pair in pairs if presence.seat(pair[0], str(pair[1])) is None}
    present = RoomMember.objects.select_for_update().filter(
        is_active=True,
        room_id__in={room_id for room_id, _ in pairs},
        session_id__in={session_id for _, session_id in pairs},
    )
    rows = [row for row in present.values_list("pk", "room_id", "session_id") if row[1:] in pairs]
    gone = RoomMember.objects.filter(pk__in=[pk for pk, _room, _session in rows])
    gone.update(is_active=False, left_at=now, last_seen_at=now)
    sessions.clear_rooms(seats=gone, now_ms=now_ms)
    left = [(room_id, session_id) for _pk, room_id, session_id in rows]
    _note_empty({room_id for room_id, _ in left}, now_ms)
    audit.record_many(
        activity=ActivityType.MEMBER_LEFT, pairs=left, details={"reason": "timeout"}, now_ms=now_ms
    )
    return left


def _note_empty(room_ids: set[str], now_ms: int) -> None:
    present = RoomMember.objects.filter(room=OuterRef("pk"), is_active=True)
    empty = Room.objects.filter(~Exists(present), pk__in=room_ids)
    empty.update(last_member_left_at=clock.to_datetime(now_ms))


def stand_up_for_good(*, session_id: UUID, now_ms: int) -> list[str]:
    """Write down that a session leaves wherever it sits; returns the rooms. Synchronous.

    In the transaction in which the session ends, so that it sits nowhere afterwards.
    """
    # All that will be deleted with it, so that nobody who changes one waits for the session.
    rows = RoomMember.objects.select_for_update().filter(session_id=session_id).order_by("pk")
    room_ids = [row.room_id for row in rows if row.is_active]
    left, why = ActivityType.MEMBER_LEFT, {"reason": "left"}
    for room_id in room_ids:
        stand_up(room_id, session_id, now_ms, left, session_id, NOWHERE, why)
    return room_ids


async def tell_ended(*, room_ids: Collection[str], session_id: UUID, now_ms: int) -> None:
    """Free the seats, tell of it, and close the pages of a session that is no more."""
    for room_id in room_ids:
        tell_left(room_id, str(session_id), "left", Close.TOKEN, now_ms)
