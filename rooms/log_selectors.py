"""Reading the audit trail and the numbers of a room. Synchronous."""

from common import clock
from common.errors import Code, Problem
from rooms import wire
from rooms.models import Room, RoomActivity, RoomMember
from rooms.presence import presence


def activities(
    *, room_id: str, kind: str | None, start: int, size: int, with_addresses: bool
) -> tuple[int, list[wire.ActivityView]]:
    """Return (how many there are, one page) of the room's audit log, newest first."""
    lines = RoomActivity.objects.filter(room_id=room_id)
    if kind is not None:
        lines = lines.filter(activity_type=kind)
    page = lines.order_by("-id")[start : start + size]
    return lines.count(), [_activity_view(line, with_addresses) for line in page]


def _activity_view(line: RoomActivity, with_addresses: bool) -> wire.ActivityView:
    is_shown = with_addresses and not line.operator
    return wire.ActivityView(
        id=str(line.pk),
        activity_type=line.activity_type,
        is_operator=line.operator != "",
        actor_session=str(line.actor_session_id) if line.actor_session_id else None,
        target_session=str(line.target_session_id) if line.target_session_id else None,
        details=line.details,
        ip_address=line.ip_address if is_shown else None,
        user_agent=line.user_agent if is_shown else "",
        created_at=clock.iso(clock.to_ms(line.created_at)),
    )


def room_stats(*, room_id: str) -> wire.RoomStats:
    """Return the numbers of an active room; raises ``Problem(ROOM_NOT_FOUND)``."""
    room = Room.objects.filter(pk=room_id).performance_stats().first()
    if room is None:
        raise Problem(Code.ROOM_NOT_FOUND)
    latest = room.last_activity_time
    return wire.RoomStats(
        room_id=room.pk,
        name=room.name,
        total_members=room.total_members,
        total_sync_messages=room.total_sync_messages,
        avg_sync_delay_ms=room.avg_sync_delay_ms,
        last_activity_time=clock.iso(clock.to_ms(latest)) if latest else None,
        member_count=RoomMember.objects.filter(room=room, is_active=True).count(),
        connections=presence.online(room_id),
    )
