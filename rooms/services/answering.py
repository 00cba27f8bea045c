"""Managers look at who waits at their room's door, and answer. The rules: ``approval``."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from common import clock
from common.db import in_db
from common.errors import Code, Problem
from rooms import member_selectors, wire
from rooms.models import ActivityType, JoinRequest, RequestState
from rooms.roles import Actor, Right, require
from rooms.services import audit
from rooms.services.approval import lock_request, still_counts, waiting_in
from rooms.services.audit import NOWHERE, Origin
from rooms.services.tell import tell_some


def list_requests(*, room_id: str, actor: Actor, now_ms: int) -> list[wire.RequestView]:
    """Return who waits to be let in, the longest-waiting first; raises NOT_PERMITTED."""
    require(actor, Right.MANAGE)
    return [_view(request) for request in waiting_in(room_id, now_ms).order_by("asked_at", "pk")]


def _view(request: JoinRequest) -> wire.RequestView:
    return wire.RequestView(
        session_id=str(request.session_id),
        nickname=request.nickname,
        avatar=request.avatar,
        state=request.state,
        asked_at=clock.iso(clock.to_ms(request.asked_at)),
    )


async def answer_request(
    *,
    room_id: str,
    actor: Actor,
    session_id: UUID,
    approve: bool,
    now_ms: int,
    origin: Origin = NOWHERE,
) -> wire.RequestView:
    """Let somebody in, or not; the same answer again changes nothing.

    Raises ``Problem`` NOT_PERMITTED, or INVALID when there is no such request.
    """
    require(actor, Right.MANAGE)
    request, managers = await in_db(_answer, room_id, actor, session_id, approve, now_ms, origin)
    event = "join_approved" if approve else "join_refused"
    notice = wire.SystemNotice(
        event, request.nickname, session_id=str(session_id), nickname=request.nickname
    )
    tell_some(
        room_id=room_id,
        only=managers,
        notice=notice,
        now_ms=now_ms,
        session_id=actor.session_id,
    )
    return _view(request)


@transaction.atomic
def _answer(
    room_id: str, actor: Actor, session_id: UUID, approve: bool, now_ms: int, origin: Origin
) -> tuple[JoinRequest, Sequence[str]]:
    request = lock_request(room_id, session_id)
    if request is None or not still_counts(request, now_ms):
        raise Problem(Code.INVALID, details={"session_id": ["?"]})
    wanted = RequestState.APPROVED if approve else RequestState.REFUSED
    if request.state == wanted:
        return request, ()
    request.state, request.decided_at = wanted, clock.to_datetime(now_ms)
    request.save(update_fields=["state", "decided_at"])
    activity = ActivityType.JOIN_APPROVED if approve else ActivityType.JOIN_REFUSED
    audit.record(
        room_id=room_id,
        activity=activity,
        actor=actor.uuid,
        target=session_id,
        now_ms=now_ms,
        origin=origin,
    )
    return request, member_selectors.managers_of(request.room)
