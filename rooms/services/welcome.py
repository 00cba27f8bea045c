"""Whether somebody may come in at all, before a seat is looked for. Synchronous."""

from django.contrib.auth.hashers import check_password

from common import guard
from common.errors import Code, Problem
from rooms import member_selectors, selectors
from rooms.models import Room, RoomMember
from rooms.presence import presence
from rooms.services import approval, bans
from rooms.services.audit import Origin
from sessions_app.selectors import Visitor


def check_welcome(*, room: Room, visitor: Visitor, ip: str, now_ms: int) -> None:
    """Raise ``Problem`` for whom a seat would be refused now.

    BANNED, NOT_PERMITTED, ALREADY_IN_ROOM (with another session of one's account) or ROOM_FULL.
    """
    bans.require_not_banned([room], visitor=visitor, ip=ip, now_ms=now_ms)
    bans.require_unlocked(room, visitor=visitor, now_ms=now_ms)
    require_only_seat(room, visitor)
    session_id, limit = str(visitor.id), room.max_users
    if presence.is_full(room_id=room.pk, session_id=session_id, now_ms=now_ms, limit=limit):
        raise Problem(Code.ROOM_FULL)


def check_entry(
    room_id: str,
    visitor: Visitor,
    password: str | None,
    needs_no_password: bool,
    is_vouched_for: bool,
    origin: Origin,
    now_ms: int,
) -> Room:
    """Return the room that a visitor may enter; what is raised stands at ``seats.take_seat``."""
    room = selectors.get_room(room_id=room_id)
    bans.require_not_banned([room], visitor=visitor, ip=origin.ip, now_ms=now_ms)
    bans.require_unlocked(room, visitor=visitor, now_ms=now_ms)
    require_only_seat(room, visitor)
    if not room.is_private or is_vouched_for or knows_password(room, visitor):
        return room
    if needs_no_password:
        raise Problem(Code.NOT_PERMITTED, details={"room_id": ["password"]})
    if not guard.try_password(
        ip=origin.ip, is_right=lambda: check_password(password or "", room.password)
    ):
        raise Problem(Code.WRONG_PASSWORD)
    return room


def knows_password(room: Room, visitor: Visitor) -> bool:
    """Tell whether a visitor need not show the password: sits there, or was let in by a manager."""
    if member_selectors.is_member(room_id=room.pk, session_id=visitor.id):
        return True
    return approval.is_on(room) and approval.has_asked(room, visitor)


def require_only_seat(room: Room, visitor: Visitor) -> None:
    """An account gets one seat in a room (SPEC §3); raises ``Problem(ALREADY_IN_ROOM)``.

    Who sits there already stays: two guests may both have signed in to it where they sat.
    """
    if visitor.account_id is None or member_selectors.is_member(
        room_id=room.pk, session_id=visitor.id
    ):
        return
    seats = RoomMember.objects.filter(room=room, is_active=True).exclude(session_id=visitor.id)
    if seats.filter(session__account_id=visitor.account_id).exists():
        raise Problem(Code.ALREADY_IN_ROOM, details={"account": ["session"]})
