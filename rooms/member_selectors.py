"""Reading members: who they are, what they may do, what their seats say. Synchronous."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from common import clock
from common.errors import Code, Problem
from rooms import room_settings, wire
from rooms.models import Room, RoomBan, RoomMember
from rooms.presence import Seat, presence
from rooms.roles import HOST, Actor, Right, has_right
from rooms.selectors import get_room


def get_actor(*, room_id: str, session_id: UUID) -> Actor:
    """Return what a session may do in an active room.

    Raises ``Problem`` as ``get_room``, and NOT_PERMITTED for who is not a member. A host keeps
    the rights while away, so that an owner is never locked out, but not while kept out.
    """
    room = get_room(room_id=room_id)
    member = _acting(room).filter(session_id=session_id).first()
    if member is None:
        raise Problem(Code.NOT_PERMITTED, details={"session_id": ["member"]})
    return actor_from(room, member)


def _acting(room: Room) -> "QuerySet[RoomMember]":
    living = RoomBan.objects.living(clock.cloud_ms())
    whose = Q(session_id=OuterRef("session_id")) | Q(account_id=OuterRef("session__account_id"))
    away = Q(role=HOST) & ~Exists(living.filter(whose, room=room))
    return RoomMember.objects.filter(Q(is_active=True) | away, room=room)


def actor_from(room: Room, member: RoomMember) -> Actor:
    """Make the actor out of the records."""
    return Actor(
        session_id=str(member.session_id),
        role=member.role,
        permissions=dict(member.permissions),
        allow_control=bool(room_settings.complete(room.settings)["allow_control"]),
        nickname=member.nickname,
        avatar=member.avatar,
        muted_until_ms=clock.to_ms(member.muted_until) if member.muted_until else 0,
    )


def actors_of(*, room_id: str) -> dict[str, Actor]:
    """Return what each session may do in an active room; raises ``Problem`` as ``get_room``."""
    room = get_room(room_id=room_id)
    return {str(member.session_id): actor_from(room, member) for member in _acting(room)}


def managers_of(room: Room) -> list[str]:
    """Return the sessions of those who sit in the room and may manage it."""
    present = RoomMember.objects.filter(room=room, is_active=True)
    actors = [actor_from(room, member) for member in present]
    return [actor.session_id for actor in actors if has_right(actor, Right.MANAGE)]


def rooms_of(*, session_id: UUID) -> set[str]:
    """Return the rooms in which a session sits."""
    seats = RoomMember.objects.filter(session_id=session_id, is_active=True)
    return set(seats.values_list("room_id", flat=True))


def get_member(*, room_id: str, session_id: UUID) -> RoomMember:
    """Return a present member; raises ``Problem(INVALID)`` when there is no such one."""
    member = RoomMember.objects.filter(
        room_id=room_id, session_id=session_id, is_active=True
    ).first()
    if member is None:
        raise Problem(Code.INVALID, details={"session_id": ["member"]})
    return member


def get_former_member(*, room_id: str, session_id: UUID) -> RoomMember:
    """Return who sits in the room or has; raises ``Problem(INVALID)`` for anybody else."""
    member = RoomMember.objects.filter(room_id=room_id, session_id=session_id).first()
    if member is None:
        raise Problem(Code.INVALID, details={"session_id": ["member"]})
    return member


def is_member(*, room_id: str, session_id: UUID | None) -> bool:
    """Tell whether a session sits in the room."""
    if session_id is None:
        return False
    return RoomMember.objects.filter(
        room_id=room_id, session_id=session_id, is_active=True
    ).exists()


def was_member(*, room_id: str, session_id: UUID) -> bool:
    """Tell whether a session has ever sat in the room, which may be over."""
    return RoomMember.objects.filter(room_id=room_id, session_id=session_id).exists()


def room_of(*, session_id: UUID) -> str | None:
    """Return the room in which a session sits."""
    return (
        RoomMember.objects.filter(session_id=session_id, is_active=True)
        .values_list("room_id", flat=True)
        .first()
    )


def member_views(*, room_id: str) -> list[wire.MemberView]:
    """Return the present members, the longest-present first."""
    members = RoomMember.objects.filter(room_id=room_id, is_active=True).order_by("joined_at", "pk")
    return [member_view(member) for member in members]


def member_view(member: RoomMember) -> wire.MemberView:
    """Translate a record, together with what its seat says."""
    seat = presence.seat(member.room_id, str(member.session_id)) or Seat(until_ms=0)
    return wire.MemberView(
        session_id=str(member.session_id),
        nickname=member.nickname,
        avatar=member.avatar,
        role=member.role,
        permissions=dict(member.permissions),
        joined_at=clock.iso(clock.to_ms(member.joined_at)),
        last_seen_at=clock.iso(clock.to_ms(member.last_seen_at)),
        online=seat.connection_id is not None,
        ready=seat.ready,
        drift_ms=seat.drift_ms,
        level=seat.level,
        stalled=seat.holds_since_ms is not None,
        muted_until=clock.iso(clock.to_ms(member.muted_until)) if member.muted_until else None,
        away=seat.away_since_ms is not None,
    )


def ready_view(*, room_id: str) -> wire.ReadyView:
    """Return who has loaded the film and how far off each is, of those whose page is open."""
    seats = {
        session_id: seat
        for session_id, seat in presence.seats(room_id).items()
        if seat.connection_id is not None
    }
    statuses = {session_id: seat.ready for session_id, seat in seats.items()}
    sync = {
        session_id: wire.SyncFacts(seat.drift_ms, seat.level)
        for session_id, seat in seats.items()
        if seat.drift_ms is not None and seat.level is not None
    }
    return wire.ReadyView(len(statuses), sum(statuses.values()), statuses, sync)
