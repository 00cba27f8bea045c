"""Rooms in which a manager says who comes in: asking, answering, and who need not ask.

In comes without asking who sits there, who is or was host or admin, and who was let in before; who
has been sent out since asks anew, whatever they are. A request is forgotten when nobody has stood
behind it for two minutes; a refusal holds for ten.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from common import clock, guard
from common.db import in_db
from common.errors import Code, Problem
from common.ids import new_id
from common.net import caller_key
from rooms import member_selectors, room_settings, wire
from rooms.models import ActivityType, JoinRequest, RequestState, Role, Room, RoomMember
from rooms.services import audit
from rooms.services.audit import NOWHERE, Origin
from rooms.services.tell import tell_some
from sessions_app import services as sessions
from sessions_app.selectors import Visitor

GONE_AFTER: Final = timedelta(minutes=2)
REFUSED_FOR: Final = timedelta(minutes=10)
# How many may stand at one door, and knock anew from one address within ten minutes.
MOST_WAITING: Final = 50
MOST_OF_ADDRESS: Final = 20
_HEADS: Final = (Role.HOST, Role.ADMIN)


def is_on(room: Room) -> bool:
    """Tell whether managers say who comes in."""
    return room_settings.asks_newcomers(room.settings)


def is_welcome(room: Room, visitor: Visitor) -> bool:
    """Tell whether a visitor comes in without asking. Synchronous."""
    at_home = Q(is_active=True) | heads()
    if RoomMember.objects.filter(at_home, room=room, session_id=visitor.id).exists():
        return True
    return _requests_of(room, visitor).filter(state=RequestState.APPROVED).exists()


def heads() -> Q:
    """Return who of a room's members is or was host or admin, and has not been sent out since."""
    return (Q(role__in=_HEADS) | Q(role_before__in=_HEADS)) & Q(was_sent_out=False)


def _requests_of(room: Room, visitor: Visitor) -> "QuerySet[JoinRequest]":
    who = Q(session_id=visitor.id)
    if visitor.account_id is not None:
        who |= Q(account_id=visitor.account_id)
    return JoinRequest.objects.filter(who, room=room)


def has_asked(room: Room, visitor: Visitor) -> bool:
    """Tell whether a visitor has stood at this door, and so knew the password. Synchronous."""
    return _requests_of(room, visitor).exists()


def standing(room: Room, visitor: Visitor, *, now_ms: int) -> str:
    """Return ``pending`` or ``refused`` for who stands at the door, else "". Synchronous."""
    request = JoinRequest.objects.filter(room=room, session_id=visitor.id).first()
    if request is None or request.state == RequestState.APPROVED:
        return ""
    return request.state if still_counts(request, now_ms) else ""


def still_counts(request: JoinRequest, now_ms: int) -> bool:
    """Tell whether somebody still stands behind a request, or a refusal still holds."""
    now = clock.to_datetime(now_ms)
    if request.decided_at is not None:
        return request.state == RequestState.APPROVED or request.decided_at > now - REFUSED_FOR
    return request.seen_at > now - GONE_AFTER


@dataclass(frozen=True, slots=True)
class _Asked:
    """What came of a knock; ``managers`` are to hear of it."""

    problem: Problem
    managers: Sequence[str] = ()


async def require_approval(
    *, room: Room, visitor: Visitor, now_ms: int, origin: Origin = NOWHERE
) -> None:
    """Return for who may come in; else put them on the room's list and tell the managers once.

    Raises ``Problem`` NOT_PERMITTED with ``approval``: pending or refused, TOO_MANY, or
    INVALID_TOKEN for a session ended meanwhile.
    """
    asked = await in_db(_ask, room, visitor, origin, now_ms)
    if asked is None:
        return
    notice = wire.SystemNotice(
        "join_requested",
        visitor.nickname,
        session_id=str(visitor.id),
        nickname=visitor.nickname,
    )
    tell_some(
        room_id=room.pk,
        only=asked.managers,
        notice=notice,
        now_ms=now_ms,
        session_id=str(visitor.id),
    )
    raise asked.problem


@transaction.atomic
def _ask(room: Room, visitor: Visitor, origin: Origin, now_ms: int) -> _Asked | None:
    sessions.require_session(session_id=visitor.id)
    request = lock_request(room.pk, visitor.id)
    # Not before: a manager may be letting them in just now.
    if is_welcome(room, visitor):
        return None
    is_known = request is not None and still_counts(request, now_ms)
    if request is not None and is_known and request.state == RequestState.REFUSED:
        return _Asked(_refused(request, now_ms))
    if not is_known:
        _require_calm(room, origin.ip, now_ms)
    now = clock.to_datetime(now_ms)
    if request is None:
        request, is_new = _new_request(room, visitor, now_ms)
        # Two knocks at once: the other has been counted and told of.
        is_known = not is_new
    request.account_id = visitor.account_id
    request.nickname, request.avatar = visitor.nickname, visitor.avatar
    request.state, request.decided_at, request.seen_at = RequestState.PENDING, None, now
    request.asked_at = request.asked_at if is_known else now
    request.save()
    pending = Problem(Code.NOT_PERMITTED, details={"approval": [RequestState.PENDING.value]})
    if is_known:
        return _Asked(pending)
    audit.record(
        room_id=room.pk,
        activity=ActivityType.JOIN_REQUESTED,
        actor=visitor.id,
        now_ms=now_ms,
        origin=origin,
    )
    return _Asked(pending, member_selectors.managers_of(room))


def _new_request(room: Room, visitor: Visitor, now_ms: int) -> tuple[JoinRequest, bool]:
    now = clock.to_datetime(now_ms)
    return JoinRequest.objects.select_for_update().get_or_create(
        room=room,
        session_id=visitor.id,
        defaults={"id": new_id(now_ms=now_ms), "asked_at": now, "seen_at": now},
    )


def lock_request(room_id: str, session_id: UUID) -> JoinRequest | None:
    """Return a session's request; nobody else answers it until the transaction ends."""
    requests = JoinRequest.objects.select_for_update()
    return requests.filter(room_id=room_id, session_id=session_id).first()


def _refused(request: JoinRequest, now_ms: int) -> Problem:
    assert request.decided_at is not None  # noqa: S101
    ends_ms = clock.to_ms(request.decided_at + REFUSED_FOR)
    return Problem(
        Code.NOT_PERMITTED,
        details={"approval": [RequestState.REFUSED.value]},
        retry_after_s=max(1, -(-(ends_ms - now_ms) // 1000)),
    )


def _require_calm(room: Room, ip: str, now_ms: int) -> None:
    if waiting_in(room.pk, now_ms).count() >= MOST_WAITING:
        raise Problem(Code.TOO_MANY, retry_after_s=int(GONE_AFTER.total_seconds()))
    guard.spend({f"knock:{room.pk}:{caller_key(ip)}": MOST_OF_ADDRESS})


def waiting_in(room_id: str, now_ms: int) -> "QuerySet[JoinRequest]":
    """Return the requests of a room behind which somebody stands."""
    since = clock.to_datetime(now_ms) - GONE_AFTER
    return JoinRequest.objects.filter(
        room_id=room_id, state=RequestState.PENDING, seen_at__gt=since
    )
