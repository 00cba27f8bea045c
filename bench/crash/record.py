"""What the room is in the end: as the server shows it, and as the database has it."""

from typing import Any

import psycopg

from bench.crash.history import Line, Room, View
from bench.crash.site import Site
from bench.crash.web import call


def read_room(site: Site, name: str, token: str) -> Room:
    """Read one room; raises ``OSError`` or ``psycopg.OperationalError``."""
    shown = call(site.workers[0], "GET", f"/rooms/{name}/playback", token=token)
    with psycopg.connect(site.postgres.address) as record:
        return Room(
            shown=View.of(shown),
            recorded=_state(record, name),
            lines=_lines(record, name),
            chat=_chat(record, name),
            members=_members(record, name),
        )


def _rows(record: psycopg.Connection[Any], question: str, name: str) -> list[tuple[Any, ...]]:
    return record.execute(question.encode(), [name]).fetchall()


def _state(record: psycopg.Connection[Any], name: str) -> View:
    [row] = _rows(
        record,
        "SELECT version, playback_state, anchor_position, playback_rate, media_url, anchor_time"
        " FROM playback_states WHERE room_id = %s",
        name,
    )
    return View(*row)


def _lines(record: psycopg.Connection[Any], name: str) -> dict[int, Line]:
    rows = _rows(
        record,
        "SELECT version, message_type, payload FROM sync_messages"
        " WHERE room_id = %s AND version > 0",
        name,
    )
    return {
        version: Line(kind, payload["current_time"], payload["playback_rate"])
        for version, kind, payload in rows
    }


def _chat(record: psycopg.Connection[Any], name: str) -> dict[str, str]:
    rows = _rows(
        record,
        "SELECT id, payload FROM sync_messages WHERE room_id = %s AND message_type = 'chat'",
        name,
    )
    return {str(message_id): payload["text"] for message_id, payload in rows}


def _members(record: psycopg.Connection[Any], name: str) -> dict[str, str]:
    rows = _rows(
        record,
        "SELECT session_id, role FROM room_members WHERE room_id = %s AND is_active",
        name,
    )
    return {str(session_id): role for session_id, role in rows}
