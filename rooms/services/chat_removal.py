"""Taking back what was said: one line, or all of them. What is gone is shown nowhere again."""

from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from common import clock
from common.db import in_db
from common.errors import Code, Problem
from common.ids import parse_uuid
from common.wire import FrameType
from rooms import wire
from rooms.chat_selectors import NEWEST_FIRST, shown
from rooms.models import ActivityType, ChatTotal, MessageType, SyncMessage
from rooms.roles import Actor, Right, has_right, require
from rooms.services import audit
from rooms.services.audit import NOWHERE, Origin
from rooms.services.tell import tell

OWN_FOR_MS: Final = 5 * 60 * 1000
# A step must not keep others from the database.
AT_ONCE: Final = 1000


async def delete_line(
    *,
    room_id: str,
    message_id: str,
    actor: Actor,
    now_ms: int,
    frame_id: str = "",
    origin: Origin = NOWHERE,
) -> bool:
    """Take a line back and tell everybody; False when that was done before.

    One's own within 5 minutes; managers and operators any at any time. Raises ``Problem`` INVALID
    for what is no line of this room, NOT_PERMITTED.
    """
    line_id = parse_uuid(message_id)
    if line_id is None:
        raise Problem(Code.INVALID, details={"message_id": ["message_id"]})
    is_new = await in_db(_delete, room_id, line_id, actor, now_ms, origin)
    if is_new:
        tell(
            room_id=room_id,
            frame_type=FrameType.CHAT_DELETED,
            data=wire.ChatDeleted(str(line_id)),
            now_ms=now_ms,
            session_id=actor.session_id,
            frame_id=frame_id,
        )
    return is_new


@transaction.atomic
def _delete(room_id: str, line_id: UUID, actor: Actor, now_ms: int, origin: Origin) -> bool:
    line = SyncMessage.objects.filter(
        room_id=room_id, pk=line_id, message_type=MessageType.CHAT
    ).first()
    if line is None:
        raise Problem(Code.INVALID, details={"message_id": ["message_id"]})
    _require_may_delete(line, actor, now_ms)
    if not _erase(room_id, [line.pk], now_ms):
        return False
    audit.record(
        room_id=room_id,
        activity=ActivityType.MESSAGE_DELETED,
        actor=actor.uuid,
        target=line.session_id,
        details={"message_id": str(line.pk)},
        now_ms=now_ms,
        origin=origin,
    )
    return True


def _require_may_delete(line: SyncMessage, actor: Actor, now_ms: int) -> None:
    if has_right(actor, Right.MANAGE):
        return
    if str(line.session_id) != actor.session_id:
        require(actor, Right.MANAGE)
    if now_ms - clock.to_ms(line.server_timestamp) > OWN_FOR_MS:
        raise Problem(Code.NOT_PERMITTED, details={"message_id": ["5 min"]})


async def clear(*, room_id: str, actor: Actor, now_ms: int, origin: Origin = NOWHERE) -> int:
    """Take everything back that was said so far; returns how many lines that were.

    Goes from the newest to the oldest in small steps; whatever ends it on the way, the rest can
    be cleared by doing it again. Raises ``Problem(NOT_PERMITTED)``.
    """
    require(actor, Right.MANAGE)
    newest = await in_db(_newest, room_id)
    lines = 0
    while newest and (step := await in_db(_erase_some, room_id, newest, now_ms)):
        lines += step
    await in_db(_note_cleared, room_id, actor, lines, now_ms, origin)
    tell(
        room_id=room_id,
        frame_type=FrameType.CHAT_CLEARED,
        data=wire.ChatCleared(),
        now_ms=now_ms,
        session_id=actor.session_id,
    )
    return lines


def _newest(room_id: str) -> UUID | None:
    lines = shown(room_id).filter(message_type=MessageType.CHAT).order_by(*NEWEST_FIRST)
    found: UUID | None = lines.values_list("pk", flat=True).first()
    return found


@transaction.atomic
def _erase_some(room_id: str, newest: UUID, now_ms: int) -> int:
    lines = shown(room_id).filter(message_type=MessageType.CHAT, pk__lte=newest)
    ids = list(lines.order_by(*NEWEST_FIRST).values_list("pk", flat=True)[:AT_ONCE])
    _erase(room_id, ids, now_ms)
    return len(ids)


def _note_cleared(room_id: str, actor: Actor, lines: int, now_ms: int, origin: Origin) -> None:
    audit.record(
        room_id=room_id,
        activity=ActivityType.CHAT_CLEARED,
        actor=actor.uuid,
        details={"lines": lines},
        now_ms=now_ms,
        origin=origin,
    )


def _erase(room_id: str, ids: list[UUID], now_ms: int) -> int:
    """Leave the places of lines without their words; returns how many were still there.

    The total is locked first, in one order for all who take something off it, and never goes
    below nothing: a worker of the version before did not count what it stored.
    """
    total = ChatTotal.objects.filter(room_id=room_id)
    total.select_for_update().first()
    there: int = (
        shown(room_id).filter(pk__in=ids).update(deleted_at=clock.to_datetime(now_ms), payload={})
    )
    total.update(lines=Greatest(F("lines") - there, 0))
    return there
