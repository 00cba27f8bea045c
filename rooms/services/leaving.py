"""Giving a seat up by somebody's wish: one's own, or that of who may send others out."""

from typing import Any
from uuid import UUID

from django.db import transaction

from common import clock
from common.bus import Shut, bus
from common.db import in_db
from common.errors import Close
from common.wire import FrameType
from rooms import member_selectors, wire
from rooms.models import ActivityType, Room, RoomMember
from rooms.presence import presence
from rooms.services import audit
from rooms.services.audit import NOWHERE, Origin
from rooms.services.tell import tell
from sessions_app import services as sessions


async def leave_room(
    *,
    room_id: str,
    session_id: UUID,
    now_ms: int,
    reason: str = "left",
    origin: Origin = NOWHERE,
) -> bool:
    """Give the seat up; False when there was no such member, which is not an error."""
    was_here = await in_db(
        stand_up,
        room_id,
        session_id,
        now_ms,
        ActivityType.MEMBER_LEFT,
        session_id,
        origin,
        {"reason": reason},
    )
    if was_here and reason == "timeout":
        # The seat was released when the grace ended; a new one is not touched.
        announce_left(room_id, str(session_id), reason, now_ms)
    elif was_here and room_id not in await in_db(member_selectors.rooms_of, session_id=session_id):
        tell_left(room_id, str(session_id), reason, Close.NORMAL, now_ms)
    elif not was_here:
        presence.release(room_id=room_id, session_id=str(session_id))
    return was_here


@transaction.atomic
def stand_up(
    room_id: str,
    session_id: UUID,
    now_ms: int,
    activity: ActivityType,
    actor: UUID | None,
    origin: Origin,
    details: dict[str, Any],
) -> bool:
    """Write down that a member is gone; False when there was none. Synchronous.

    ``actor``: who sent them out, None for an operator; for who left by themselves it is they.
    """
    now = clock.to_datetime(now_ms)
    sessions.hold_sessions([session_id])
    member = RoomMember.objects.filter(room_id=room_id, session_id=session_id)
    changed = member.filter(is_active=True).update(is_active=False, left_at=now, last_seen_at=now)
    if not changed:
        return False
    is_kick = activity == ActivityType.MEMBER_KICKED
    sessions.clear_room(session_id=session_id, room_id=room_id, now_ms=now_ms)
    if not RoomMember.objects.filter(room_id=room_id, is_active=True).exists():
        Room.objects.filter(pk=room_id).update(last_member_left_at=now)
    audit.record(
        room_id=room_id,
        activity=activity,
        actor=actor if is_kick else session_id,
        target=session_id if is_kick else None,
        details=details,
        now_ms=now_ms,
        origin=origin,
    )
    return True


def tell_left(room_id: str, session_id: str, reason: str, code: Close, now_ms: int) -> None:
    """Free the seat, publish ``user_left`` and close the member's sockets."""
    presence.release(room_id=room_id, session_id=session_id)
    announce_left(room_id, session_id, reason, now_ms)
    bus.publish(room_id, Shut(code, only_session=session_id))


def announce_left(room_id: str, session_id: str, reason: str, now_ms: int) -> None:
    """Publish ``user_left``."""
    tell(
        room_id=room_id,
        frame_type=FrameType.USER_LEFT,
        data=wire.UserLeft(session_id, reason),
        now_ms=now_ms,
        session_id=session_id,
    )
