"""A room that is over, opened anew with one press (SPEC §2 "Life", decision 12).

A room has one successor, so all who press in the old one meet in the same new one. Over private
rooms a successor is opened only for those who were let into the old one, or know its password.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db import transaction

from common import clock, guard
from common.db import in_db
from common.errors import Code, Problem
from rooms import room_settings, selectors, wire
from rooms.models import ActivityType, Room, RoomActivity, RoomMember, Status
from rooms.ports import screen
from rooms.services import approval, approved, bans, founding, seats
from rooms.services.audit import NOWHERE, Origin
from sessions_app.selectors import Visitor


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The room that stands in the old one's place, and whether this call has made it."""

    room: wire.RoomView
    is_new: bool


@dataclass(frozen=True, slots=True)
class _Found:
    room_id: str
    is_new: bool
    needs_no_password: bool


async def rebuild_room(
    *,
    room_id: str,
    visitor: Visitor,
    now_ms: int,
    password: str | None = None,
    origin: Origin = NOWHERE,
) -> Rebuilt:
    """Open a room that is over anew, or find who did so already; the visitor takes a seat there.

    Name, description, seats, settings, privacy, password and the film are kept, the film paused
    where the last one left it. A room that is not over stands in its own place. Raises
    ``Problem`` ROOM_NOT_FOUND, BANNED, NOT_PERMITTED, WRONG_PASSWORD, TOO_MANY, ROOM_FULL, or
    MEDIA_INVALID when a new room would show a film that the operator has forbidden meanwhile, and
    then nothing has changed.
    """
    checked = await in_db(_check, room_id, visitor, password, origin, now_ms)
    if checked.over:
        await screen().check_reopening(checked.over)
    found = await in_db(_find_or_found, checked, visitor, now_ms, origin)
    await seats.join_room(
        room_id=found.room_id,
        visitor=visitor,
        now_ms=now_ms,
        password=password,
        is_vouched_for=found.needs_no_password,
        origin=origin,
    )
    view = await in_db(selectors.room_view, room_id=found.room_id, now_ms=now_ms)
    return Rebuilt(view, found.is_new)


def needs_password(*, room: Room, visitor: Visitor) -> bool:
    """Tell whether this visitor must show a password to have the room rebuilt.

    Nobody must who was let in with the same password before, unless they were sent out since.
    """
    line = _line(room)
    last = line[-1]
    same_door = [one.pk for one in line if one.password == last.password]
    members = RoomMember.objects.filter(room__in=same_door, session_id=visitor.id)
    sent_out = RoomActivity.objects.filter(
        room__in=same_door,
        activity_type=ActivityType.MEMBER_KICKED,
        target_session_id=visitor.id,
    )
    return last.is_private and (not members.exists() or sent_out.exists())


def _line(room: Room, *, lock: bool = False) -> list[Room]:
    """Return the room and those that took its place, up to the first that is open, or the last.

    With ``lock``, whoever comes at the same moment waits, and then finds what was opened.
    """
    rooms = Room.objects.select_for_update() if lock else Room.objects.all()
    line = [rooms.get(pk=room.pk)]
    while line[-1].status != Status.ACTIVE:
        successor = rooms.filter(rebuilt_from=line[-1]).first()
        if successor is None:
            break
        line.append(successor)
    return line


@dataclass(frozen=True, slots=True)
class _Checked:
    room: Room
    # The hash of the password that the visitor has shown, or need not show.
    password: str
    # Which room would be opened anew, "" when one is open.
    over: str


def _check(
    room_id: str, visitor: Visitor, password: str | None, origin: Origin, now_ms: int
) -> _Checked:
    room = selectors.find_room(room_id=room_id)
    line = _line(room)
    last = line[-1]
    bans.require_not_banned(line, visitor=visitor, ip=origin.ip, now_ms=now_ms, bans_only=True)
    _require_known(last, visitor)
    if needs_password(room=room, visitor=visitor) and not guard.try_password(
        ip=origin.ip, is_right=lambda: check_password(password or "", last.password)
    ):
        raise Problem(Code.WRONG_PASSWORD)
    return _Checked(room, last.password, "" if last.status == Status.ACTIVE else last.pk)


def _require_known(last: Room, visitor: Visitor) -> None:
    """Nobody becomes host of a room by opening it anew who would have had to ask to come in."""
    is_over = last.status != Status.ACTIVE
    if is_over and approval.is_on(last) and not approval.is_welcome(last, visitor):
        raise Problem(Code.NOT_PERMITTED, details={"approval": ["member"]})


@transaction.atomic
def _find_or_found(checked: _Checked, visitor: Visitor, now_ms: int, origin: Origin) -> _Found:
    last = _line(checked.room, lock=True)[-1]
    is_new = last.status != Status.ACTIVE
    code = last.pk
    if is_new:
        code = founding.found_room(_plan(last, now_ms), visitor, now_ms, origin)
        bans.carry_over(last, code, now_ms)
        approved.carry_over(last, code, now_ms)
    return _Found(code, is_new, needs_no_password=last.password == checked.password)


def _plan(old: Room, now_ms: int) -> founding.Plan:
    left_at = old.last_member_left_at or old.created_at
    return founding.Plan(
        name=old.name,
        description=old.description,
        is_private=old.is_private,
        password=old.password,
        max_users=min(old.max_users, settings.ROOM_MAX_USERS_LIMIT),
        settings=room_settings.complete(old.settings),
        show=lambda room_id: screen().reopen(
            room_id=room_id, old_id=old.pk, left_ms=clock.to_ms(left_at), now_ms=now_ms
        ),
        rebuilt_from=old,
    )
