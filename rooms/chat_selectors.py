"""Reading the log of a room: what was said and done. Synchronous."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from common import clock
from rooms import wire
from rooms.models import ChatTotal, MessageType, SyncMessage

QUOTE_MAX: Final = 80
DANMAKU_MAX: Final = 500


def messages(
    *, room_id: str, message_type: str, before: UUID | None, size: int
) -> list[wire.MessageView]:
    """Return up to ``size`` lines of the log older than ``before``, newest last."""
    lines = shown(room_id).filter(message_type=message_type)
    if before is not None:
        lines = lines.filter(pk__lt=before)
    return message_views(lines.order_by("-id")[:size][::-1])


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
    newest = list(stretch.order_by("-id").values_list("pk", flat=True)[:DANMAKU_MAX])
    lines = SyncMessage.objects.filter(pk__in=newest, deleted_at__isnull=True)
    return message_views(lines.order_by("position", "id"))


def media_key(media_url: str) -> str:
    """Return what stands for a film in the index: addresses may be too long for it."""
    return sha256(media_url.encode()).hexdigest()[:32]


def message_views(lines: Iterable[SyncMessage]) -> list[wire.MessageView]:
    """Translate lines of the log, with the beginnings of what they answer."""
    found = list(lines)
    texts = _quoted_texts(found)
    return [_message_view(line, texts) for line in found]


def _quoted_texts(lines: Sequence[SyncMessage]) -> dict[str, str]:
    """Read what is answered where it stands: what was deleted is in no other place."""
    ids = {quote["message_id"] for line in lines if (quote := line.payload.get("reply_to"))}
    if not ids:
        return {}
    quoted = SyncMessage.objects.filter(pk__in=ids, deleted_at__isnull=True)
    return {str(line.pk): beginning(line.payload.get("text", "")) for line in quoted}


def beginning(text: str) -> str:
    """Return the text on one line, cut to 80 characters."""
    line = " ".join(text.split())
    return line if len(line) <= QUOTE_MAX else line[: QUOTE_MAX - 1] + "…"


def _message_view(line: SyncMessage, texts: Mapping[str, str]) -> wire.MessageView:
    said = line.payload
    return wire.MessageView(
        message_id=str(line.pk),
        type=line.message_type,
        session_id=str(line.session_id or ""),
        nickname=said.get("nickname", ""),
        avatar=said.get("avatar", ""),
        text=said.get("text", ""),
        at=clock.to_ms(line.server_timestamp),
        client_id=line.client_id,
        reply_to=_quote_view(said.get("reply_to"), texts),
        mentions=said.get("mentions", []),
        danmaku=_danmaku_view(line),
    )


def _quote_view(quote: Mapping[str, str] | None, texts: Mapping[str, str]) -> wire.QuoteView | None:
    if quote is None:
        return None
    return wire.QuoteView(
        quote["message_id"], quote["nickname"], texts.get(quote["message_id"], "")
    )


def _danmaku_view(line: SyncMessage) -> wire.DanmakuView | None:
    if line.position is None:
        return None
    return wire.DanmakuView(line.payload.get("media_url", ""), line.position)
