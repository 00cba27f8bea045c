"""Writing a line down, exactly once however often and wherever it is sent. Synchronous."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from common import clock
from common.errors import Code, Problem
from common.ids import new_id, parse_uuid
from rooms import room_settings
from rooms.chat_selectors import media_key, shown
from rooms.models import MessageType, Room, RoomMember, SyncMessage
from rooms.ports import Moment
from rooms.roles import Actor, Right, has_right, require_voice

MENTIONS_MAX: Final = 10
# The ORM knows no "add one, or begin with one".
_ONE_MORE: Final = (
    "INSERT INTO chat_totals (room_id, lines) VALUES (%s, 1)"
    " ON CONFLICT (room_id) DO UPDATE SET lines = chat_totals.lines + 1"
)


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody says.

    ``client_id``: chosen by the sender, "" for none. ``reply_to``: the id of the line that this
    answers, or "". ``mentions``: session ids. ``is_danmaku``: it is to fly over the picture.
    """

    text: str
    client_id: str = ""
    reply_to: str = ""
    mentions: Sequence[str] = ()
    is_danmaku: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A line that is to be stored.

    ``moment`` is what its sender was looking at; ``wait_s``: so long the room takes no more lines.
    """

    room_id: str
    actor: Actor
    words: Words
    moment: Moment | None
    now_ms: int
    sent_ms: int
    wait_s: int = 0


def store(draft: Draft) -> tuple[SyncMessage, bool]:
    """Return the line, and whether it is new; raises ``Problem``, and then nothing is stored.

    Of two that come at the same moment, also on two workers, the database lets in one. Whatever
    else speaks against a line now does not count for one that was stored before.
    """
    try:
        if draft.wait_s:
            raise Problem(Code.TOO_MANY, retry_after_s=draft.wait_s)
        return _store_new(draft), True
    except (IntegrityError, Problem):
        before = _said_before(draft)
        if before is None:
            raise
        if before.deleted_at is not None:
            raise Problem(Code.INVALID, details={"client_id": ["deleted"]}) from None
        return before, False


def _said_before(draft: Draft) -> SyncMessage | None:
    if not draft.words.client_id:
        return None
    return SyncMessage.objects.filter(
        room_id=draft.room_id,
        session_id=draft.actor.uuid,
        client_id=draft.words.client_id,
    ).first()


@transaction.atomic
def _store_new(draft: Draft) -> SyncMessage:
    require_voice(draft.actor, now_ms=draft.now_ms)
    settings = _settings(draft.room_id)
    moment = draft.moment if settings["danmaku"] else None
    line = SyncMessage.objects.create(
        id=new_id(now_ms=draft.now_ms),
        room_id=draft.room_id,
        session_id=draft.actor.uuid,
        message_type=MessageType.CHAT,
        payload=_payload(draft, moment),
        client_timestamp=clock.to_datetime(draft.sent_ms),
        server_timestamp=clock.to_datetime(draft.now_ms),
        client_id=draft.words.client_id or None,
        media_key=media_key(moment.media_url) if moment else "",
        position=round(moment.position, 3) if moment else None,
    )
    _take_turn(draft, settings["slow_mode"])
    with connection.cursor() as cursor:
        cursor.execute(_ONE_MORE, [draft.room_id])
    return line


def _settings(room_id: str) -> dict[str, Any]:
    given = Room.objects.filter(pk=room_id).values_list("settings", flat=True).first()
    if given is None:
        raise Problem(Code.ROOM_NOT_FOUND)
    return room_settings.complete(given)


def _payload(draft: Draft, moment: Moment | None) -> dict[str, Any]:
    words = draft.words
    facts = {
        "reply_to": _quote(draft.room_id, words.reply_to) if words.reply_to else None,
        "mentions": _members_of(draft.room_id, words.mentions) if words.mentions else None,
        "media_url": moment.media_url if moment else None,
    }
    return {
        "text": words.text,
        "nickname": draft.actor.nickname,
        "avatar": draft.actor.avatar,
        **{name: value for name, value in facts.items() if value},
    }


def _quote(room_id: str, message_id: str) -> dict[str, str]:
    """Say whose line is answered; its words stay where they are (see ``chat_selectors``)."""
    found = parse_uuid(message_id)
    quoted = shown(room_id).filter(pk=found, message_type=MessageType.CHAT).first()
    if found is None or quoted is None:
        raise Problem(Code.INVALID, details={"reply_to": ["message_id"]})
    return {"message_id": str(quoted.pk), "nickname": quoted.payload.get("nickname", "")}


def _members_of(room_id: str, session_ids: Sequence[str]) -> list[str]:
    """Return those who sit in this room, each once, in the order in which they were named."""
    asked = {id_: None for text in session_ids[:MENTIONS_MAX] if (id_ := parse_uuid(text))}
    here = set(
        RoomMember.objects.filter(
            room_id=room_id, session_id__in=asked, is_active=True
        ).values_list("session_id", flat=True)
    )
    return [str(id_) for id_ in asked if id_ in here]


def _take_turn(draft: Draft, pause_s: int) -> None:
    """Hold members to slow mode, in one step for all workers; managers may speak at any time.

    Raises ``Problem(TOO_MANY)``.
    """
    if not pause_s or has_right(draft.actor, Right.MANAGE):
        return
    now = clock.to_datetime(draft.now_ms)
    member = RoomMember.objects.filter(room_id=draft.room_id, session_id=draft.actor.uuid)
    pause = timedelta(seconds=pause_s)
    rested = Q(said_at__isnull=True) | Q(said_at__lte=now - pause)
    if member.filter(rested).update(said_at=now):
        return
    said_at = member.values_list("said_at", flat=True).first()
    left_s = (said_at + pause - now).total_seconds() if said_at else 0.0
    raise Problem(
        Code.TOO_MANY,
        details={"slow_mode": [str(pause_s)]},
        retry_after_s=max(1, min(pause_s, -int(-left_s // 1))),
    )
