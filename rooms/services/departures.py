"""Many members leave at once: one statement a step, however many they are.

Source: SPEC §2 "Life". One member who leaves by somebody's wish: ``rooms.services.seats``.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from common import clock
from common.db import in_db
from rooms.models import ActivityType, Room, RoomMember
from rooms.presence import presence
from rooms.services import audit
from rooms.services.seats import announce_left
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
