"""Reading rooms and members. Synchronous; called through the bridge."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from common import clock
from common.errors import Code, Problem
from common.ids import parse_room_code
from rooms import room_settings, showing, wire
from rooms.models import Room, RoomBan, RoomMember, Status
from rooms.ports import ScreenView, screen
from rooms.presence import Seat, presence
from rooms.roles import HOST, Actor, Right, has_right


def get_room(*, room_id: str) -> Room:
    """Return the record of an active room.

    Raises ``Problem`` ROOM_NOT_FOUND, or ROOM_EXPIRED for one that is over.
    """
    room = find_room(room_id=room_id)
    if room.status != Status.ACTIVE:
        raise Problem(Code.ROOM_EXPIRED, data={"room_id": room.pk, "status": room.status})
    return room


def find_room(*, room_id: str) -> Room:
    """Return the record of a room of any status; raises ``Problem(ROOM_NOT_FOUND)``."""
    code = parse_room_code(room_id)
    room = Room.objects.filter(pk=code).first() if code else None
    if room is None:
        raise Problem(Code.ROOM_NOT_FOUND)
    return room


def has_successor(room: Room) -> bool:
    """Tell whether somebody has opened another room in place of this one, and it is open."""
    return Room.objects.filter(rebuilt_from=room, status=Status.ACTIVE).exists()


def open_room(*, room_id: str) -> str | None:
    """Return the code of an active room that shows itself to everybody, None for any other.

    Raises ``Problem`` as ``get_room``.
    """
    room = get_room(room_id=room_id)
    return str(room.pk) if shows_itself(room) else None


def shows_itself(room: Room) -> bool:
    """Tell whether everybody may see who sits in a room and what is on."""
    return showing.is_open(is_private=room.is_private, settings=room.settings)


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


def room_view(*, room_id: str, now_ms: int) -> wire.RoomView:
    """Return one room of any status; raises ``Problem(ROOM_NOT_FOUND)``."""
    rooms = Room.objects.filter(pk=room_id).with_member_count().with_host()
    views = _views(list(rooms), now_ms)
    if not views:
        raise Problem(Code.ROOM_NOT_FOUND)
    return views[0]


ORDERINGS = {
    "members": ("member_count", "-pk"),
    "-members": ("-member_count", "-pk"),
    "created_at": ("created_at", "pk"),
    "-created_at": ("-created_at", "-pk"),
    "last_active_at": ("last_active_at", "pk"),
    "-last_active_at": ("-last_active_at", "-pk"),
}


def public_rooms(
    *, search: str, ordering: str, start: int, size: int, now_ms: int
) -> tuple[int, list[wire.RoomView]]:
    """Return (how many there are, one page) of the public active rooms, as strangers see them."""
    rooms = Room.objects.filter(status=Status.ACTIVE, is_private=False)
    if search:
        rooms = rooms.filter(Q(name__icontains=search) | Q(pk__icontains=search))
    page = rooms.with_member_count().with_host().order_by(*ORDERINGS[ordering])
    views = _views(list(page[start : start + size]), now_ms)
    return rooms.count(), [showing.to_strangers(view) for view in views]


def _views(rooms: Sequence[Any], now_ms: int) -> list[wire.RoomView]:
    shown = screen().views([room.pk for room in rooms], now_ms=now_ms)
    return [_room_view(room, shown[room.pk]) for room in rooms]


def _room_view(room: Any, shown: ScreenView) -> wire.RoomView:
    return wire.RoomView(
        id=room.pk,
        name=room.name,
        description=room.description,
        is_private=room.is_private,
        max_users=room.max_users,
        status=room.status,
        media_url=shown.media_url,
        playback_state=shown.playback_state,
        current_time=shown.current_time,
        duration=shown.duration,
        playback_rate=shown.playback_rate,
        settings=room_settings.shown(room.settings),
        version=room.version,
        host_session_id=str(room.host_session_id) if room.host_session_id else None,
        member_count=room.member_count,
        created_at=clock.iso(clock.to_ms(room.created_at)),
        last_active_at=clock.iso(clock.to_ms(room.last_active_at)),
        is_locked=room.is_locked,
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


@dataclass(frozen=True, slots=True)
class WaitFacts:
    """What decides for whom a room waits."""

    buffer_policy: str
    away_policy: str
    host: str | None
    nicknames: dict[str, str]


def wait_facts(*, room_id: str) -> WaitFacts:
    """Return the room's policies, its host and the names of its present members."""
    room = get_room(room_id=room_id)
    settings = room_settings.complete(room.settings)
    members = list(RoomMember.objects.filter(room=room, is_active=True))
    return WaitFacts(
        buffer_policy=settings["buffer_policy"],
        away_policy=settings["away_policy"],
        host=next((str(m.session_id) for m in members if m.role == HOST), None),
        nicknames={str(m.session_id): m.nickname for m in members},
    )


def starts_by_itself(*, room_id: str) -> bool:
    """Tell whether a film starts in this room when everybody has loaded it."""
    return bool(room_settings.complete(get_room(room_id=room_id).settings)["auto_play"])


def count_rooms() -> dict[str, int]:
    """Count rooms by status and present members, for staff and health."""
    return {
        "rooms": Room.objects.count(),
        "active_rooms": Room.objects.filter(status=Status.ACTIVE).count(),
        "present_members": RoomMember.objects.filter(is_active=True).count(),
    }
