"""The chat as a file, for the host: from the first line to the last, never all of it at once."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import msgspec

from common import clock
from common.db import in_db
from rooms import selectors
from rooms.chat_selectors import message_views, shown
from rooms.models import ActivityType, MessageType
from rooms.roles import Actor, require_owner
from rooms.services import audit
from rooms.services.audit import Origin
from rooms.wire import MessageView

AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Form:
    """How the file looks: what it begins and ends with, and what becomes of some lines.

    ``lines`` is told whether others came before.
    """

    head: Callable[[str, str, str], str]
    lines: Callable[[Sequence[MessageView], bool], str]
    tail: str


async def export(
    *, room_id: str, actor: Actor, form: Form, now_ms: int, origin: Origin
) -> AsyncIterator[str]:
    """Note in the audit log who takes the chat along, and return the file in pieces.

    Raises ``Problem(NOT_PERMITTED)`` for all but the host and operators.
    """
    require_owner(actor)
    name = await in_db(_begin, room_id, actor, now_ms, origin)
    return _pieces(room_id, form.head(room_id, name, clock.iso(now_ms)), form)


def _begin(room_id: str, actor: Actor, now_ms: int, origin: Origin) -> str:
    room = selectors.get_room(room_id=room_id)
    audit.record(
        room_id=room_id,
        activity=ActivityType.CHAT_EXPORTED,
        actor=actor.uuid,
        now_ms=now_ms,
        origin=origin,
    )
    return room.name


async def _pieces(room_id: str, head: str, form: Form) -> AsyncIterator[str]:
    yield head
    last: UUID | None = None
    while page := await in_db(_next, room_id, last):
        yield form.lines(page, last is not None)
        last = UUID(page[-1].message_id)
    yield form.tail


def _next(room_id: str, after: UUID | None) -> list[MessageView]:
    lines = shown(room_id).filter(message_type=MessageType.CHAT)
    if after is not None:
        lines = lines.filter(pk__gt=after)
    return message_views(lines.order_by("id")[:AT_ONCE])


def _json_head(room_id: str, name: str, at: str) -> str:
    about = _json({"room_id": room_id, "name": name, "exported_at": at})
    return f'{about[:-1]},"messages":['


def _json_lines(lines: Sequence[MessageView], is_more: bool) -> str:
    return ("," if is_more else "") + ",\n".join(map(_json, lines))


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _text_head(room_id: str, name: str, at: str) -> str:
    return f"# {name} ({room_id}), {at}\n"


def _text_lines(lines: Sequence[MessageView], _is_more: bool) -> str:
    return "".join(map(_text, lines))


def _text(line: MessageView) -> str:
    """Write a line down; what follows a break is set in, so that nobody can forge a line."""
    to = f" ↩ {line.reply_to.nickname}" if line.reply_to else ""
    said = "\n    ".join(line.text.splitlines())
    return f"[{clock.iso(line.at)}] {line.nickname}{to}: {said}\n"


FORMS: Final = {
    "json": Form(_json_head, _json_lines, "]}\n"),
    "text": Form(_text_head, _text_lines, ""),
}
