"""Talking: a line is stored once, then told to everybody."""

from dataclasses import dataclass, replace
from typing import Final
from unicodedata import category

from common.db import in_db
from common.errors import Code, Problem
from common.latest import clamp_sent_at
from common.texts import is_visible
from common.wire import FrameType
from rooms import wire
from rooms.chat_selectors import message_view
from rooms.ports import Moment, screen
from rooms.roles import Actor
from rooms.services import chat_pace
from rooms.services.chat_storing import Draft, Words, store
from rooms.services.tell import tell

MAX_LENGTH: Final = 500
_KEPT: Final = "\n\t\u200c\u200d"
# What is not assigned stays: emoji and characters may be younger than this Python's tables.
_DROPPED: Final = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


@dataclass(frozen=True, slots=True)
class Said:
    """The line as everybody reads it; ``is_new`` is False for one that was said before."""

    line: wire.MessageView
    is_new: bool


async def say(
    *,
    room_id: str,
    actor: Actor,
    words: Words,
    now_ms: int,
    sent_at_ms: int | None,
    frame_id: str = "",
) -> Said:
    """Store a line, then tell everybody; the same ``client_id`` again changes nothing.

    Raises ``Problem`` BANNED for the muted, INVALID when nothing is left of the text or no such
    line can be answered, TOO_LONG, TOO_MANY in slow mode or beyond the pace of ``chat_pace``, or
    DATABASE, and then nobody has read it.
    """
    sent_ms = clamp_sent_at(sent_at_ms=now_ms if sent_at_ms is None else sent_at_ms, now_ms=now_ms)
    clean = replace(words, text=clean_line(words.text))
    moment = await _moment(room_id, sent_ms) if words.is_danmaku else None
    said = await _paced(Draft(room_id, actor, clean, moment, now_ms, sent_ms))
    if said.is_new:
        tell(
            room_id=room_id,
            frame_type=FrameType.CHAT,
            data=said.line,
            now_ms=now_ms,
            session_id=actor.session_id,
            frame_id=frame_id,
        )
    return said


async def _paced(draft: Draft) -> Said:
    """Store a line at the pace of the room; only a new one that stands counts."""
    wait = chat_pace.take(room_id=draft.room_id, actor=draft.actor, now_ms=draft.now_ms)
    if wait is not None:
        return await in_db(_store_and_show, replace(draft, wait_s=-(-wait.ms // 1000)))
    is_new = False
    try:
        said = await in_db(_store_and_show, draft)
        is_new = said.is_new
    finally:
        if not is_new:
            chat_pace.give_back(room_id=draft.room_id, actor=draft.actor)
    return said


async def _moment(room_id: str, at_ms: int) -> Moment | None:
    """Say where the sender saw the film; there may be none."""
    moment = await screen().moment(room_id, at_ms=at_ms)
    return moment if moment.media_url else None


def _store_and_show(draft: Draft) -> Said:
    line, is_new = store(draft)
    return Said(message_view(line), is_new)


def clean_line(text: str) -> str:
    """Trim and drop control characters; spaces of every width and line breaks stay.

    Raises ``Problem`` INVALID when nothing is to be seen of it, or TOO_LONG.
    """
    kept = "".join(c for c in text if c in _KEPT or category(c) not in _DROPPED).strip()
    if not is_visible(kept):
        raise Problem(Code.INVALID, details={"text": ["1–500"]})
    if len(kept) > MAX_LENGTH:
        raise Problem(Code.TOO_LONG, details={"text": ["1–500"]})
    return kept
