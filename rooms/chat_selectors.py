"""Reading the log of a room: what was said and done. Synchronous."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, NamedTuple
from uuid import UUID

from common import clock
from rooms import wire
from rooms.models import ChatTotal, MessageType, SyncMessage

QUOTE_MAX: Final = 80
DANMAKU_MAX: Final = 500
# As their index has them.
NEWEST_FIRST: Final = ("-server_timestamp", "-id")


def messages(
    *, room_id: str, message_type: str, before: UUID | None, size: int
) -> list[wire.MessageView]:
    """Return up to ``size`` lines of the log older than ``before``, newest last."""
    lines = shown(room_id).filter(message_type=message_type)
    if before is not None:
        lines = _older(lines, room_id, before)
    return message_views(lines.order_by(*NEWEST_FIRST)[:size])[::-1]


def _older(lines: Any, room_id: str, before: UUID) -> Any:
    """Keep what came before a line, which may have been deleted; nothing for none of this room."""
    line = SyncMessage.objects.filter(room_id=room_id, pk=before)
    at = line.values_list("server_timestamp", flat=True).first()
    if at is None:
        return lines.none()
    return lines.filter(server_timestamp__lte=at).exclude(server_timestamp=at, pk__gte=before)


def shown(room_id: str) -> Any:
    """Return the lines of the log that were not deleted."""
    return SyncMessage.objects.filter(room_id=room_id, deleted_at__isnull=True)


def count_messages(*, room_id: str, message_type: str) -> int:
    """Count the lines of one kind; those of chat, which are many, are counted as they come."""
    if message_type == MessageType.CHAT:
        total = ChatTotal.objects.filter(room_id=room_id).values_list("lines", flat=True).first()
        return total or 0
    return shown(room_id).filter(message_type=message_type).count()


def danmaku(
    *, room_id: str, media_url: str, start_s: float, end_s: float
) -> list[wire.MessageView]:
    """Return the newest lines over this stretch of a film, by position."""
    stretch = shown(room_id).filter(
        media_key=media_key(media_url), position__gte=start_s, position__lte=end_s
    )
    newest = stretch.order_by(*NEWEST_FIRST).values("pk")[:DANMAKU_MAX]
    lines = SyncMessage.objects.filter(pk__in=newest)
    return message_views(lines.order_by("position", "id"))


def media_key(media_url: str) -> str:
    """Return what stands for a film in the index: addresses may be too long for it."""
    return sha256(media_url.encode()).hexdigest()[:32]


class _Row(NamedTuple):
    """What is shown of a line: to make whole records of 500 takes twice as long."""

    pk: UUID
    message_type: str
    session_id: UUID | None
    payload: dict[str, Any]
    server_timestamp: datetime
    client_id: str | None
    position: float | None


def message_views(lines: Any) -> list[wire.MessageView]:
    """Read lines of the log (a query), with the beginnings of what they answer."""
    return _views([_Row(*row) for row in lines.values_list(*_Row._fields)])


def message_view(line: SyncMessage) -> wire.MessageView:
    """Translate one line, likewise."""
    return _views([_Row(*(getattr(line, name) for name in _Row._fields))])[0]


def _views(rows: Sequence[_Row]) -> list[wire.MessageView]:
    texts = _quoted_texts(rows)
    return [_view(row, texts) for row in rows]


def _quoted_texts(rows: Sequence[_Row]) -> dict[str, str]:
    """Read what is answered where it stands: what was deleted is in no other place."""
    ids = {quote["message_id"] for row in rows if (quote := row.payload.get("reply_to"))}
    if not ids:
        return {}
    quoted = SyncMessage.objects.filter(pk__in=ids, deleted_at__isnull=True)
    found = quoted.values_list("pk", "payload")
    return {str(pk): beginning(payload.get("text", "")) for pk, payload in found}


def beginning(text: str) -> str:
    """Return the text on one line, cut to 80 characters."""
    line = " ".join(text.split())
    return line if len(line) <= QUOTE_MAX else line[: QUOTE_MAX - 1] + "…"


def _view(row: _Row, texts: Mapping[str, str]) -> wire.MessageView:
    said = row.payload
    return wire.MessageView(
        message_id=str(row.pk),
        type=row.message_type,
        session_id=str(row.session_id or ""),
        nickname=said.get("nickname", ""),
        avatar=said.get("avatar", ""),
        text=said.get("text", ""),
        at=clock.to_ms(row.server_timestamp),
        client_id=row.client_id or "",
        reply_to=_quote_view(said.get("reply_to"), texts),
        mentions=said.get("mentions", []),
        danmaku=_danmaku_view(row),
    )


def _quote_view(quote: Mapping[str, str] | None, texts: Mapping[str, str]) -> wire.QuoteView | None:
    if quote is None:
        return None
    return wire.QuoteView(
        quote["message_id"], quote["nickname"], texts.get(quote["message_id"], "")
    )


def _danmaku_view(row: _Row) -> wire.DanmakuView | None:
    if row.position is None:
        return None
    return wire.DanmakuView(row.payload.get("media_url", ""), row.position)
