"""Keeping people out: after a kick for ten minutes, after a ban for as long as it says.

A ban holds for the session, for its account, and for newcomers from its network (/24, /48), so that
a new name alone brings nobody back. A network in which somebody sits who stays is never shut out:
people who watch from one flat, or behind one proxy, would go with it. Synchronous.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from common import clock
from common.errors import Code, Problem
from common.ids import new_id
from common.net import shorten_ip
from rooms import wire
from rooms.models import ActivityType, Role, Room, RoomActivity, RoomBan, RoomMember
from rooms.roles import OPERATOR, Actor, Right, require
from rooms.services import approved, audit, succession
from rooms.services.audit import NOWHERE, Origin
from sessions_app.selectors import Visitor, account_of_session

KICK_MINUTES: Final = 10


def keep_out(
    target: RoomMember, *, actor: Actor, is_ban: bool, minutes: int | None, ip: str, now_ms: int
) -> None:
    """Write a kick or a ban down, in the caller's transaction; no minutes on a ban: for good."""
    now = clock.to_datetime(now_ms)
    lasts = minutes if minutes is not None or is_ban else KICK_MINUTES
    account_id = account_of_session(target.session_id)
    approved.forget(target.room_id, target.session_id, account_id)
    RoomMember.objects.filter(pk=target.pk).update(was_sent_out=True)
    RoomBan.objects.create(
        id=new_id(now_ms=now_ms),
        room_id=target.room_id,
        session_id=target.session_id,
        account_id=account_id,
        network=_network_of(target, actor, ip) if is_ban else "",
        nickname=target.nickname,
        is_ban=is_ban,
        created_at=now,
        expires_at=None if lasts is None else now + timedelta(minutes=lasts),
    )


def _network_of(target: RoomMember, actor: Actor, ip: str) -> str:
    """Return the target's network, or "" when it is unknown or somebody who stays is in it."""
    present = RoomMember.objects.filter(room_id=target.room_id, is_active=True)
    others = present.exclude(pk=target.pk).values("session_id")
    came_in = RoomActivity.objects.filter(
        room_id=target.room_id,
        activity_type=ActivityType.MEMBER_JOINED,
        ip_address__isnull=False,
    )
    last = came_in.filter(actor_session_id=target.session_id).order_by("-id").first()
    here = Q(actor_session__in=others)
    if actor.uuid is not None:
        here |= Q(actor_session_id=actor.uuid)
    staying = came_in.filter(here)
    addresses = staying.values_list("ip_address", flat=True)
    taken = {shorten_ip(address or "") for address in [ip, *addresses]}
    network = shorten_ip(last.ip_address) if last and last.ip_address else ""
    return "" if network in taken else network


def require_not_banned(
    rooms: Sequence[Room], *, visitor: Visitor, ip: str, now_ms: int, bans_only: bool = False
) -> None:
    """Raise ``Problem(BANNED)`` for who is kept out of one of these rooms, with the end if any."""
    who = Q(session_id=visitor.id)
    if visitor.account_id is not None:
        who |= Q(account_id=visitor.account_id)
    network = shorten_ip(ip)
    if network and not RoomMember.objects.filter(room__in=rooms, session_id=visitor.id).exists():
        who |= Q(network=network)
    bans = RoomBan.objects.living(now_ms).filter(who, room__in=rooms)
    if bans_only:
        bans = bans.filter(is_ban=True)
    longest = bans.order_by(F("expires_at").desc(nulls_first=True)).first()
    if longest is not None:
        raise _refusal(longest, now_ms)


def require_unlocked(room: Room, *, visitor: Visitor, now_ms: int) -> None:
    """Raise ``Problem(NOT_PERMITTED)`` for newcomers to a locked room.

    In comes who sits there, who left less than ten minutes ago, and the host.
    """
    if not room.is_locked:
        return
    since = clock.to_datetime(now_ms) - succession.BACK_WITHIN
    at_home = Q(is_active=True) | Q(role=Role.HOST) | Q(left_at__gte=since)
    if not RoomMember.objects.filter(at_home, room=room, session_id=visitor.id).exists():
        raise Problem(Code.NOT_PERMITTED, details={"room_id": ["locked"]})


def _refusal(ban: RoomBan, now_ms: int) -> Problem:
    if ban.expires_at is None:
        return Problem(Code.BANNED)
    ends_ms = clock.to_ms(ban.expires_at)
    return Problem(
        Code.BANNED,
        details={"until": [clock.iso(ends_ms)]},
        retry_after_s=max(1, -(-(ends_ms - now_ms) // 1000)),
    )


def carry_over(old: Room, successor_id: str, now_ms: int) -> None:
    """Let the bans of a room hold in the one that takes its place."""
    for ban in RoomBan.objects.living(now_ms).filter(room=old, is_ban=True):
        ban.pk, ban.room_id = new_id(now_ms=now_ms), successor_id
        ban.save(force_insert=True)


def list_bans(*, room_id: str, actor: Actor, now_ms: int) -> list[wire.BanView]:
    """Return who is kept out, the newest first; raises ``Problem(NOT_PERMITTED)``."""
    require(actor, Right.MANAGE)
    living = RoomBan.objects.living(now_ms).filter(room_id=room_id)
    return [_view(ban) for ban in living.order_by("-id")]


def _view(ban: RoomBan) -> wire.BanView:
    return wire.BanView(
        id=str(ban.pk),
        session_id=str(ban.session_id),
        nickname=ban.nickname,
        is_ban=ban.is_ban,
        holds_network=ban.network != "",
        created_at=clock.iso(clock.to_ms(ban.created_at)),
        expires_at=clock.iso(clock.to_ms(ban.expires_at)) if ban.expires_at else None,
    )


@transaction.atomic
def lift_ban(
    *, room_id: str, actor: Actor, ban_id: UUID, now_ms: int, origin: Origin = NOWHERE
) -> None:
    """Let somebody in again; who was host when sent out, only an operator does.

    Raises ``Problem`` NOT_PERMITTED, or INVALID for an unknown ban.
    """
    require(actor, Right.MANAGE)
    ban = RoomBan.objects.filter(room_id=room_id, pk=ban_id).first()
    if ban is None:
        raise Problem(Code.INVALID, details={"ban_id": ["?"]})
    if actor.role != OPERATOR and _is_hosts(ban):
        raise Problem(Code.NOT_PERMITTED, details={"role": [OPERATOR]})
    ban.delete()
    audit.record(
        room_id=room_id,
        activity=ActivityType.MEMBER_UNBANNED,
        actor=actor.uuid,
        details={"session_id": str(ban.session_id), "nickname": ban.nickname},
        now_ms=now_ms,
        origin=origin,
    )


def _is_hosts(ban: RoomBan) -> bool:
    # A host who is away for a minute is followed by another, who may be a friend.
    whose = Q(session_id=ban.session_id)
    if ban.account_id is not None:
        whose |= Q(session__account_id=ban.account_id)
    was_host = Q(role=Role.HOST) | Q(role_before=Role.HOST)
    return RoomMember.objects.filter(whose, was_host, room_id=ban.room_id).exists()
