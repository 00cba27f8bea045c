"""Writing a new room down: its record, its film and its first member. Synchronous."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db import IntegrityError, transaction

from common import clock
from common.errors import Code, Problem
from common.ids import new_id, new_room_code
from rooms.models import ActivityType, Role, Room, RoomMember
from rooms.services import audit
from rooms.services.audit import Origin
from sessions_app import services as sessions
from sessions_app.selectors import Visitor

CODE_TRIES: Final = 20


@dataclass(frozen=True, slots=True)
class Plan:
    """A room as it is to be written; ``password`` is hashed, ``settings`` are complete.

    ``show`` makes the record of what is on the new room's screen. ``rebuilt_from`` is the room
    whose place it takes.
    """

    name: str
    description: str
    is_private: bool
    password: str
    max_users: int
    settings: dict[str, Any]
    show: Callable[[str], None]
    rebuilt_from: Room | None = None


def found_room(plan: Plan, visitor: Visitor, now_ms: int, origin: Origin) -> str:
    """Write the room under a free code, the visitor as its host; returns the code.

    Raises ``Problem(INVALID_TOKEN)`` when the session was ended meanwhile.
    """
    for _ in range(CODE_TRIES):
        room_id = new_room_code()
        if not Room.objects.filter(pk=room_id).exists():
            try:
                _write(room_id, plan, visitor, now_ms, origin)
            except IntegrityError:
                # Somebody drew the same code at the same moment; anything else repeats and ends.
                continue
            return room_id
    raise Problem(Code.INTERNAL)


@transaction.atomic
def _write(room_id: str, plan: Plan, visitor: Visitor, now_ms: int, origin: Origin) -> None:
    now = clock.to_datetime(now_ms)
    sessions.require_session(session_id=visitor.id)
    room = Room.objects.create(
        id=room_id,
        name=plan.name,
        description=plan.description,
        creator_session_id=visitor.id,
        is_private=plan.is_private,
        password=plan.password,
        max_users=plan.max_users,
        settings=plan.settings,
        rebuilt_from=plan.rebuilt_from,
        last_active_at=now,
        created_at=now,
        updated_at=now,
    )
    plan.show(room_id)
    RoomMember.objects.create(
        id=new_id(now_ms=now_ms),
        room=room,
        session_id=visitor.id,
        nickname=visitor.nickname,
        avatar=visitor.avatar,
        role=Role.HOST,
        joined_at=now,
        last_seen_at=now,
        left_at=now,
        is_active=False,
        created_at=now,
    )
    audit.record(
        room_id=room_id,
        activity=ActivityType.ROOM_CREATED,
        actor=visitor.id,
        details={"name": plan.name, **_origin_of(plan)},
        now_ms=now_ms,
        origin=origin,
    )


def _origin_of(plan: Plan) -> dict[str, str]:
    return {"rebuilt_from": plan.rebuilt_from.pk} if plan.rebuilt_from else {}
