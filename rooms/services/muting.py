"""Silencing somebody for a while: they see everything and say nothing until it is over."""

from uuid import UUID

from django.db import transaction

from common import clock
from common.bus import RightsChanged, bus
from common.db import in_db
from common.errors import Code, Problem
from rooms import member_selectors, roles, wire
from rooms.models import ActivityType, RoomMember
from rooms.services import audit
from rooms.services.audit import NOWHERE, Origin
from rooms.services.tell import tell_notice

LONGEST_MS = 366 * 24 * 3600 * 1000


async def mute_member(
    *,
    room_id: str,
    actor: roles.Actor,
    target_id: UUID,
    until_ms: int | None,
    now_ms: int,
    origin: Origin = NOWHERE,
) -> wire.MemberView:
    """Mute a member until then (cloud ms), or let them speak again with None.

    Raises ``Problem`` NOT_PERMITTED as for a change of rights, or INVALID for a time that is
    over or more than a year ahead, and when there is no such member.
    """
    sane_end(until_ms, now_ms=now_ms)
    target = await in_db(member_selectors.get_member, room_id=room_id, session_id=target_id)
    roles.require_may_change(
        actor,
        target_role=target.role,
        on_oneself=actor.session_id == str(target_id),
        wants_role=False,
        wants_rights=True,
    )
    await in_db(_store, target, actor.uuid, until_ms, now_ms, origin)
    bus.publish(room_id, RightsChanged(session_id=str(target_id), muted_until_ms=until_ms or 0))
    view = member_selectors.member_view(target)
    notice = wire.SystemNotice(
        "muted" if until_ms else "unmuted",
        target.nickname,
        session_id=str(target_id),
        muted_until=view.muted_until,
    )
    tell_notice(room_id=room_id, notice=notice, now_ms=now_ms)
    return view


def sane_end(until_ms: int | None, *, now_ms: int) -> int | None:
    """Return the end of a mute; raises ``Problem(INVALID)`` unless it lies within a year."""
    if until_ms is not None and not now_ms < until_ms <= now_ms + LONGEST_MS:
        raise Problem(Code.INVALID, details={"muted_until": ["future"]})
    return until_ms


@transaction.atomic
def _store(
    target: RoomMember, actor_id: UUID | None, until_ms: int | None, now_ms: int, origin: Origin
) -> None:
    target.muted_until = None if until_ms is None else clock.to_datetime(until_ms)
    target.save(update_fields=["muted_until"])
    until = None if until_ms is None else clock.iso(until_ms)
    audit.record(
        room_id=target.room_id,
        activity=ActivityType.MEMBER_MUTED if until_ms else ActivityType.MEMBER_UNMUTED,
        actor=actor_id,
        target=target.session_id,
        details={"until": until},
        now_ms=now_ms,
        origin=origin,
    )
