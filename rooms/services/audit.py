"""Writing the audit log. Synchronous: it joins the transaction of what it tells about."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.cache import cache
from redis.exceptions import RedisError

from common import clock
from common.ids import new_id
from common.outage import outage
from rooms.models import ActivityType, RoomActivity, RoomMember

USER_AGENT_MAX = 300
SYNC_ERRORS_EVERY_S = 60


@dataclass(frozen=True, slots=True)
class Origin:
    """From where somebody acts; ``operator`` is the name of one of the staff, without session."""

    ip: str = ""
    user_agent: str = ""
    operator: str = ""


NOWHERE = Origin()


def record(
    *,
    room_id: str | None,
    activity: ActivityType,
    now_ms: int,
    actor: UUID | None = None,
    target: UUID | None = None,
    details: dict[str, Any] | None = None,
    origin: Origin = NOWHERE,
) -> None:
    """Add one line; what an operator does outlives its room, or happens in none."""
    RoomActivity.objects.create(
        id=new_id(now_ms=now_ms),
        room_id=room_id,
        activity_type=activity,
        actor_session_id=actor,
        target_session_id=target,
        details=details or {},
        ip_address=origin.ip or None,
        user_agent=origin.user_agent[:USER_AGENT_MAX],
        operator=origin.operator,
        room_code=(room_id or "") if origin.operator else "",
        created_at=clock.to_datetime(now_ms),
    )


def record_many(
    *,
    activity: ActivityType,
    pairs: Iterable[tuple[str, UUID]],
    details: dict[str, Any],
    now_ms: int,
) -> None:
    """Add one line for each room and who did it there, in one statement."""
    RoomActivity.objects.bulk_create(
        RoomActivity(
            id=new_id(now_ms=now_ms),
            room_id=room_id,
            activity_type=activity,
            actor_session_id=actor,
            details=details,
            created_at=clock.to_datetime(now_ms),
        )
        for room_id, actor in pairs
    )


def record_line(*, room_id: str, session_id: UUID, is_lost: bool, now_ms: int) -> None:
    """Note that a present member's line is lost, or there again."""
    present = RoomMember.objects.filter(room_id=room_id, session_id=session_id, is_active=True)
    if present.exists():
        record(
            room_id=room_id,
            activity=ActivityType.CONNECTION_LOST if is_lost else ActivityType.CONNECTION_RESTORED,
            actor=session_id,
            now_ms=now_ms,
        )


def record_sync_error(*, room_id: str, session_id: UUID, drift_ms: int, now_ms: int) -> bool:
    """Note that a present member's picture was so far off that it had to jump.

    Once a minute for each, whatever their page says; False when it was not noted.
    """
    present = RoomMember.objects.filter(room_id=room_id, session_id=session_id, is_active=True)
    if not _is_due(f"sync-error:{room_id}:{session_id}") or not present.exists():
        return False
    record(
        room_id=room_id,
        activity=ActivityType.SYNC_ERROR,
        actor=session_id,
        details={"drift_ms": drift_ms},
        now_ms=now_ms,
    )
    return True


def _is_due(name: str) -> bool:
    if outage.is_on:
        return False
    try:
        return cache.add(name, 1, SYNC_ERRORS_EVERY_S)
    except RedisError:
        outage.note()
        return False


def record_new_hosts(hosts: Iterable[RoomMember], *, reason: str, now_ms: int) -> None:
    """Note who became host because of an absence, or its end; nobody has done it."""
    RoomActivity.objects.bulk_create(
        RoomActivity(
            id=new_id(now_ms=now_ms),
            room_id=host.room_id,
            activity_type=ActivityType.MEMBER_CHANGED,
            target_session_id=host.session_id,
            details={"role": host.role, "reason": reason},
            created_at=clock.to_datetime(now_ms),
        )
        for host in hosts
    )
