"""Who came and went in a room since a moment. Synchronous."""

from typing import Final
from uuid import UUID

from common import clock
from rooms import comings as rules
from rooms import wire
from rooms.models import ActivityType, RoomActivity, RoomMember

LONGEST_MS: Final = 24 * 3_600_000
# A room in which more has happened than this tells of the newest.
MOST_STEPS: Final = 500
_GOINGS: Final = (ActivityType.MEMBER_LEFT, ActivityType.MEMBER_KICKED)


def comings(
    *, room_id: str, session_id: UUID, since_ms: int, now_ms: int
) -> tuple[int, list[wire.ComingView]]:
    """Return from when it is told, cloud ms, and what became of others, in order of moving.

    A member learns nothing of before they first came, nor of more than a day ago.
    """
    me = RoomMember.objects.get(room_id=room_id, session_id=session_id)
    start_ms = max(since_ms, now_ms - LONGEST_MS, clock.to_ms(me.created_at))
    found = rules.since_then(_steps(room_id, start_ms))
    found.pop(str(session_id), None)
    start = clock.to_datetime(start_ms)
    members = RoomMember.objects.filter(
        room_id=room_id, session_id__in=[UUID(one) for one in found]
    )
    names = {
        str(member.session_id): member.nickname
        for member in members
        # Whoever was kept out after leaving has not left again.
        if member.is_active or (member.left_at is not None and member.left_at >= start)
    }
    views = [wire.ComingView(key, names[key], what) for key, what in found.items() if key in names]
    return start_ms, views[-rules.MOST :]


def _steps(room_id: str, since_ms: int) -> list[rules.Step]:
    lines = RoomActivity.objects.filter(
        room_id=room_id,
        activity_type__in=(ActivityType.MEMBER_JOINED, *_GOINGS),
        created_at__gte=clock.to_datetime(since_ms),
    )
    newest = lines.order_by("-id")[:MOST_STEPS]
    return [
        rules.Step(str(who), line.activity_type == ActivityType.MEMBER_JOINED)
        for line in reversed(newest)
        if (who := _whose(line)) is not None
    ]


def _whose(line: RoomActivity) -> UUID | None:
    """Return who moved, None for a session that is gone by now."""
    is_kick = line.activity_type == ActivityType.MEMBER_KICKED
    return line.target_session_id if is_kick else line.actor_session_id
