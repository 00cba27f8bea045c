"""Taking a seat.

Between the check whether a seat is free and taking it nothing awaits (``rooms.presence``).
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from common import clock
from common.db import in_db
from common.errors import Close, Code, Problem
from common.ids import new_id
from common.wire import FrameType
from rooms import door, member_selectors, roles, wire
from rooms.models import ActivityType, Role, Room, RoomMember, Status
from rooms.presence import presence
from rooms.services import approval, audit, bans, succession, welcome
from rooms.services.audit import NOWHERE, Origin
from rooms.services.leaving import stand_up, tell_left
from rooms.services.tell import tell, tell_role
from sessions_app import services as sessions
from sessions_app.selectors import Visitor


@dataclass(frozen=True, slots=True)
class Joined:
    """Who has come in; ``is_new`` when the seat was free before."""

    room_id: str
    actor: roles.Actor
    member: wire.MemberView
    is_new: bool


async def join_room(
    *,
    room_id: str,
    visitor: Visitor,
    now_ms: int,
    password: str | None = None,
    is_vouched_for: bool = False,
    origin: Origin = NOWHERE,
) -> Joined:
    """Come in over HTTP: take a seat, which is held for 30 s, and tell everybody.

    Raises what ``take_seat`` raises.
    """
    joined = await take_seat(
        room_id=room_id,
        visitor=visitor,
        now_ms=now_ms,
        password=password,
        is_vouched_for=is_vouched_for,
        origin=origin,
    )
    if joined.is_new:
        tell_joined(room_id=joined.room_id, member=joined.member, now_ms=now_ms)
    return joined


async def take_seat(
    *,
    room_id: str,
    visitor: Visitor,
    now_ms: int,
    password: str | None = None,
    needs_no_password: bool = False,
    is_vouched_for: bool = False,
    opened_ms: int | None = None,
    origin: Origin = NOWHERE,
) -> Joined:
    """Take a seat and become a member; whoever sits here already just stays.

    ``needs_no_password`` is for sockets, which may not bring one: a private room lets them in
    only when they are members. ``is_vouched_for``: the caller has judged already that this
    visitor may enter without one. Where managers say who comes in, a stranger is put on their list
    and refused with NOT_PERMITTED until they have. ``opened_ms`` (cloud clock) is for a page that
    may come back by itself: it fetches no session out of a room entered since. Raises ``Problem``
    ROOM_NOT_FOUND, ROOM_EXPIRED, WRONG_PASSWORD, NOT_PERMITTED, BANNED, ALREADY_IN_ROOM (with
    another session of one's account, or elsewhere since ``opened_ms``), ROOM_FULL, or INVALID_TOKEN
    for a session ended meanwhile, and then nothing else has changed.
    """
    room = await in_db(
        welcome.check_entry,
        room_id,
        visitor,
        password,
        needs_no_password,
        is_vouched_for,
        origin,
        now_ms,
    )
    if approval.is_on(room):
        await approval.require_approval(room=room, visitor=visitor, now_ms=now_ms, origin=origin)
    session_id = str(visitor.id)
    async with door.through(room.pk):
        is_new = presence.take(
            room_id=room.pk, session_id=session_id, now_ms=now_ms, limit=room.max_users
        )
    if is_new is None:
        raise Problem(Code.ROOM_FULL)
    try:
        member, left, changed = await in_db(_sit_down, room, visitor, opened_ms, now_ms, origin)
    except BaseException:
        if is_new:
            presence.release(room_id=room.pk, session_id=session_id)
        raise
    # Whoever hurries from room to room is where the last commit says, in whatever order it is told.
    sits_in = await in_db(member_selectors.rooms_of, session_id=visitor.id)
    for other in set(left) - sits_in:
        tell_left(other, session_id, "left", Close.ELSEWHERE, now_ms)
    if room.pk in sits_in:
        # What was committed before this may have been told since, and the seat be given up.
        is_new |= bool(
            presence.take(
                room_id=room.pk, session_id=session_id, now_ms=now_ms, limit=room.max_users
            )
        )
    for other_member in changed:
        tell_role(other_member, now_ms)
    return Joined(
        room.pk,
        member_selectors.actor_from(room, member),
        member_selectors.member_view(member),
        is_new,
    )


def tell_joined(*, room_id: str, member: wire.MemberView, now_ms: int) -> None:
    """Publish ``user_joined``."""
    tell(
        room_id=room_id,
        frame_type=FrameType.USER_JOINED,
        data=wire.UserJoined(member),
        now_ms=now_ms,
        session_id=member.session_id,
    )


@transaction.atomic
def _sit_down(
    room: Room, visitor: Visitor, opened_ms: int | None, now_ms: int, origin: Origin
) -> tuple[RoomMember, list[str], list[RoomMember]]:
    """Return the member, the rooms left for this one, and whose role has changed."""
    now = clock.to_datetime(now_ms)
    sessions.require_session(session_id=visitor.id)
    if visitor.account_id is not None:
        sessions.hold_account(visitor.account_id)
    welcome.require_only_seat(room, visitor)
    left = _leave_others(room.pk, visitor.id, opened_ms, now_ms)
    member, created = RoomMember.objects.select_for_update().get_or_create(
        room=room,
        session_id=visitor.id,
        defaults={
            "id": new_id(now_ms=now_ms),
            "nickname": visitor.nickname,
            "avatar": visitor.avatar,
            "role": Role.HOST if room.creator_session_id == visitor.id else Role.GUEST,
            "joined_at": now,
            "last_seen_at": now,
            "created_at": now,
        },
    )
    # Both may have changed since the entry was checked.
    bans.require_not_banned([room], visitor=visitor, ip="", now_ms=now_ms)
    if not Room.objects.filter(pk=room.pk, status=Status.ACTIVE).exists():
        raise Problem(Code.ROOM_EXPIRED)
    changed: list[RoomMember] = []
    if created or not member.is_active:
        changed = succession.take_back(member, now_ms)
        member.nickname, member.avatar = visitor.nickname, visitor.avatar
        member.is_active, member.left_at, member.was_sent_out = True, None, False
        member.joined_at = member.last_seen_at = now
        member.save()
        audit.record(
            room_id=room.pk,
            activity=ActivityType.MEMBER_JOINED,
            actor=visitor.id,
            now_ms=now_ms,
            origin=origin,
        )
        sessions.set_room(session_id=visitor.id, room_id=room.pk, now_ms=now_ms)
        Room.objects.filter(pk=room.pk).update(last_active_at=now, last_member_left_at=None)
    return member, left, changed


def _leave_others(room_id: str, session_id: UUID, opened_ms: int | None, now_ms: int) -> list[str]:
    """A session sits in one room at a time: entering another leaves the first.

    Raises ``Problem(ALREADY_IN_ROOM)`` for a page that was opened before that one was entered.
    """
    active = RoomMember.objects.filter(session_id=session_id, is_active=True)
    others = active.exclude(room_id=room_id)
    if opened_ms is not None and others.filter(joined_at__gt=clock.to_datetime(opened_ms)).exists():
        raise Problem(Code.ALREADY_IN_ROOM)
    left = list(others.values_list("room_id", flat=True))
    for other in left:
        stand_up(other, session_id, now_ms, ActivityType.MEMBER_LEFT, None, NOWHERE, {})
    return left
