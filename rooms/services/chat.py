"""Talking."""

from unicodedata import category
from uuid import UUID

from common import clock
from common.db import in_db
from common.errors import Code, Problem
from common.ids import new_id
from common.latest import clamp_sent_at
from common.wire import FrameType
from rooms import wire
from rooms.log_selectors import message_view
from rooms.models import MessageType, SyncMessage
from rooms.roles import Actor, require_voice
from rooms.services.tell import tell

MAX_LENGTH = 500
_KEPT = "\n\t\u200c\u200d"


async def say(
    *,
    room_id: str,
    actor: Actor,
    text: str,
    now_ms: int,
    sent_at_ms: int | None,
    frame_id: str = "",
) -> wire.MessageView:
    """Store a line, then tell everybody.

    Raises ``Problem`` BANNED for the muted, INVALID when nothing is left of the text, TOO_LONG, or
    DATABASE, and then nobody has read it.
    """
    require_voice(actor, now_ms=now_ms)
    line = clean_line(text)
    sent_ms = clamp_sent_at(sent_at_ms=now_ms if sent_at_ms is None else sent_at_ms, now_ms=now_ms)
    stored = await in_db(_store, room_id, actor, line, now_ms, sent_ms)
    view = message_view(stored)
    tell(
        room_id=room_id,
        frame_type=FrameType.CHAT,
        data=view,
        now_ms=now_ms,
        session_id=actor.session_id,
        frame_id=frame_id,
    )
    return view


def clean_line(text: str) -> str:
    """Trim and drop control characters; spaces of every width and line breaks stay.

    Raises ``Problem`` INVALID or TOO_LONG.
    """
    kept = "".join(c for c in text if c in _KEPT or c.isprintable() or category(c) == "Zs").strip()
    if not kept:
        raise Problem(Code.INVALID, details={"text": ["1–500"]})
    if len(kept) > MAX_LENGTH:
        raise Problem(Code.TOO_LONG, details={"text": ["1–500"]})
    return kept


def _store(room_id: str, actor: Actor, text: str, now_ms: int, sent_at_ms: int) -> SyncMessage:
    return SyncMessage.objects.create(
        id=new_id(now_ms=now_ms),
        room_id=room_id,
        session_id=UUID(actor.session_id),
        message_type=MessageType.CHAT,
        payload={"text": text, "nickname": actor.nickname, "avatar": actor.avatar},
        client_timestamp=clock.to_datetime(sent_at_ms),
        server_timestamp=clock.to_datetime(now_ms),
    )
