"""Reading rooms. Synchronous; called through the bridge. Their members: ``member_selectors``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from common import clock
from common.errors import Code, Problem
from common.ids import parse_room_code
from rooms import room_settings, showing, wire
from rooms.models import Room, RoomMember, Status
from rooms.ports import ScreenView, screen
from rooms.roles import HOST


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
