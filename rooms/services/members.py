"""What one is in a room, and who may send whom out."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from common.bus import RightsChanged, bus
from common.db import in_db
from common.errors import Close, Code, Problem
from rooms import member_selectors, roles, wire
from rooms.models import ActivityType, Role, RoomMember
from rooms.services import audit, bans, succession
from rooms.services.audit import NOWHERE, Origin
from rooms.services.leaving import stand_up, tell_left
from rooms.services.seats import tell_joined
from rooms.services.tell import tell_notice, tell_role
from sessions_app import services as sessions


async def kick_member(
    *,
    room_id: str,
    actor: roles.Actor,
    target_id: UUID,
    now_ms: int,
    ban: bool = False,
    minutes: int | None = None,
    origin: Origin = NOWHERE,
) -> None:
    """Send somebody out, for ten minutes; with ``ban`` for good, or for so many ``minutes``.

    Raises ``Problem`` NOT_PERMITTED, or INVALID when there is no such member.
    """
    target = await in_db(_send_out, room_id, target_id, actor, ban, minutes, now_ms, origin)
    notice = wire.SystemNotice("kicked", target.nickname, session_id=str(target_id))
    tell_notice(room_id=room_id, notice=notice, now_ms=now_ms)
    tell_left(room_id, str(target_id), "kicked", Close.FORBIDDEN, now_ms)


async def ban_anybody(
    *,
    room_id: str,
    actor: roles.Actor,
    target_id: UUID,
    now_ms: int,
    minutes: int | None = None,
    origin: Origin = NOWHERE,
) -> None:
    """Ban somebody who sits in the room, or who has sat there and left.

    Raises ``Problem`` NOT_PERMITTED, or INVALID for who was never there.
    """
    if not await in_db(member_selectors.is_member, room_id=room_id, session_id=target_id):
        target = await in_db(
            member_selectors.get_former_member, room_id=room_id, session_id=target_id
        )
        roles.require_may_kick(actor, target_role=target.role)
        await in_db(_keep_out, target, actor, minutes, now_ms, origin)
        return
    await kick_member(
        room_id=room_id,
        actor=actor,
        target_id=target_id,
        now_ms=now_ms,
        ban=True,
        minutes=minutes,
        origin=origin,
    )


@transaction.atomic
def _keep_out(
    target: RoomMember, actor: roles.Actor, minutes: int | None, now_ms: int, origin: Origin
) -> None:
    if not sessions.hold_sessions([target.session_id]):
        # Ended since it was looked up.
        raise Problem(Code.INVALID, details={"session_id": ["member"]})
    bans.keep_out(target, actor=actor, is_ban=True, minutes=minutes, ip=origin.ip, now_ms=now_ms)
    audit.record(
        room_id=target.room_id,
        activity=ActivityType.MEMBER_KICKED,
        actor=actor.uuid,
        target=target.session_id,
        details={"ban": True, "minutes": minutes},
        now_ms=now_ms,
        origin=origin,
    )


@transaction.atomic
def _send_out(
    room_id: str,
    target_id: UUID,
    actor: roles.Actor,
    ban: bool,
    minutes: int | None,
    now_ms: int,
    origin: Origin,
) -> RoomMember:
    # What stands up below does, and seats come after their sessions.
    sessions.hold_sessions([target_id])
    actor, target = _as_they_stand(room_id, actor, target_id)
    roles.require_may_kick(actor, target_role=target.role)
    bans.keep_out(target, actor=actor, is_ban=ban, minutes=minutes, ip=origin.ip, now_ms=now_ms)
    stand_up(
        target.room_id,
        target.session_id,
        now_ms,
        ActivityType.MEMBER_KICKED,
        actor.uuid,
        origin,
        {"ban": ban, "minutes": minutes},
    )
    return target


def _as_they_stand(
    room_id: str, actor: roles.Actor, target_id: UUID
) -> tuple[roles.Actor, RoomMember]:
    """Return both as they are now and stay until commit, whatever was asked for meanwhile.

    Else two who act at once undo each other, or act by a role that is gone. Raises ``Problem``
    NOT_PERMITTED for an actor who is out by now, or INVALID when there is no such member.
    """
    seats = RoomMember.objects.select_for_update().filter(room_id=room_id)
    # In one order for everybody, so that two never wait for each other.
    list(seats.filter(Q(is_active=True) | Q(role=Role.HOST)).order_by("pk"))
    if actor.uuid is not None:
        actor = member_selectors.get_actor(room_id=room_id, session_id=actor.uuid)
    return actor, member_selectors.get_member(room_id=room_id, session_id=target_id)


async def change_member(
    *,
    room_id: str,
    actor: roles.Actor,
    target_id: UUID,
    now_ms: int,
    role: str | None = None,
    permissions: dict[str, bool] | None = None,
    origin: Origin = NOWHERE,
) -> wire.MemberView:
    """Change role or rights; what is None stays. ``role="host"`` hands the room over.

    Raises ``Problem`` NOT_PERMITTED, or INVALID when there is no such member.
    """
    target, changed, is_newly_muted = await in_db(
        _change, room_id, target_id, actor, role, permissions, now_ms, origin
    )
    for member in changed:
        tell_role(member, now_ms)
    if is_newly_muted:
        notice = wire.SystemNotice("muted", target.nickname, session_id=str(target_id))
        tell_notice(room_id=room_id, notice=notice, now_ms=now_ms)
    return member_selectors.member_view(target)


def _is_muted(member: RoomMember) -> bool:
    return member.role != Role.HOST and member.permissions.get(roles.Right.CHAT) is False


@transaction.atomic
def _change(
    room_id: str,
    target_id: UUID,
    actor: roles.Actor,
    role: str | None,
    permissions: dict[str, bool] | None,
    now_ms: int,
    origin: Origin,
) -> tuple[RoomMember, list[RoomMember], bool]:
    """Return the member, whose roles or rights are others now, and whether it is newly muted."""
    actor, target = _as_they_stand(room_id, actor, target_id)
    roles.require_may_change(
        actor,
        target_role=target.role,
        on_oneself=actor.session_id == str(target_id),
        wants_role=role is not None and role != target.role,
        wants_rights=permissions is not None,
        granted=[name for name, is_given in (permissions or {}).items() if is_given],
    )
    if role in (None, target.role) and permissions in (None, target.permissions):
        return target, [], False
    was_muted = _is_muted(target)
    changed = _store_change(target, actor.uuid, role, permissions, now_ms, origin)
    return target, changed, _is_muted(target) and not was_muted


def _store_change(
    target: RoomMember,
    actor_id: UUID | None,
    role: str | None,
    permissions: dict[str, bool] | None,
    now_ms: int,
    origin: Origin,
) -> list[RoomMember]:
    changed = [target]
    if role == Role.HOST and target.role != Role.HOST:
        succession.settle(target.room_id)
        # One host at a time is a constraint, so the old one steps down first.
        for old in RoomMember.objects.filter(room_id=target.room_id, role=Role.HOST):
            old.role = Role.ADMIN
            old.save(update_fields=["role"])
            changed.append(old)
    target.role = role or target.role
    target.permissions = target.permissions if permissions is None else permissions
    target.role_before = ""
    target.save(update_fields=["role", "role_before", "permissions"])
    audit.record(
        room_id=target.room_id,
        activity=ActivityType.MEMBER_CHANGED,
        actor=actor_id,
        target=target.session_id,
        details={"role": target.role, "permissions": target.permissions},
        now_ms=now_ms,
        origin=origin,
    )
    return changed


async def rename_member(
    *, room_id: str, session_id: UUID, nickname: str, avatar: str, now_ms: int
) -> None:
    """Show the session's new name and face in the room."""
    members = RoomMember.objects.filter(room_id=room_id, session_id=session_id)
    await in_db(members.update, nickname=nickname, avatar=avatar)
    member = await in_db(member_selectors.get_member, room_id=room_id, session_id=session_id)
    bus.publish(
        room_id, RightsChanged(session_id=str(session_id), nickname=nickname, avatar=avatar)
    )
    tell_joined(room_id=room_id, member=member_selectors.member_view(member), now_ms=now_ms)
