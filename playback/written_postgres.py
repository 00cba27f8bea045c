"""Writing many rooms down in PostgreSQL with one statement, and so in one transaction."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import connection
from psycopg import Cursor, errors

from common import clock
from common.ids import new_id
from playback.domain.state import State
from playback.selectors import as_uuid
from rooms.services import log_postgres
from rooms.services.log import CommandLine

log = logging.getLogger(__name__)

# What changes with every writing; the rest is written once, when a room is new to the record.
_NEWS: Final = (
    "media_url, title, playback_state, anchor_position, anchor_time, duration, playback_rate,"
    " version, last_command_at"
)
# The record never goes backwards; a duration that is learned does not count as a version.
NEWER: Final = (
    "playback_states.version < excluded.version"
    " OR (playback_states.version = excluded.version AND playback_states.duration = 0)"
)
# Names of columns, no values.
_STORE: Final = f"""
stored AS (
  INSERT INTO playback_states (
    id, room_id, {_NEWS}, updated_by_session_id, created_at, updated_at
  )
  SELECT told.id, told.room_id, {_NEWS}, author.id, %(now)s, %(now)s
  FROM json_to_recordset(%(states)s::json) AS told(
    id uuid, room_id text, media_url text, title text, playback_state text,
    anchor_position float8, anchor_time bigint, duration float8, playback_rate float8,
    version bigint, last_command_at bigint, author uuid
  )
  JOIN there ON there.id = room_id
  LEFT JOIN user_sessions AS author ON author.id = told.author
  ON CONFLICT (room_id) DO UPDATE SET
    ({_NEWS}, updated_by_session_id, updated_at) = (
      {", ".join(f"excluded.{name.strip()}" for name in _NEWS.split(","))},
      excluded.updated_by_session_id, excluded.updated_at
    )
  WHERE {NEWER}
)
"""  # noqa: S608
_NOT_PREPARED: Final = (errors.InvalidSqlStatementName, errors.DuplicatePreparedStatement)
WRITE: Final = f"WITH {log_postgres.TOUCH}, {_STORE}, {log_postgres.LOG} SELECT"


class Prepared:
    """Whether what is prepared in a session is found there again."""

    lasts = True


def write_in_one(
    room_ids: Sequence[str],
    states: Mapping[str, State],
    lines: Sequence[CommandLine],
    now_ms: int,
) -> None:
    """Store states and lines, of rooms that are there; see ``playback.written.write_down``."""
    told = [_row(room_id, state, now_ms) for room_id, state in states.items()]
    values = {
        "rooms": list(room_ids),
        "now": clock.to_datetime(now_ms),
        "states": log_postgres.as_json(told),
        **log_postgres.values(lines),
    }
    connection.ensure_connection()
    with connection.wrap_database_errors:
        _execute(values)


def _execute(values: dict[str, Any]) -> None:
    """Have the statement prepared: to read and plan it takes PostgreSQL as long as to follow it.

    Django's own cursor cannot. What was prepared may be gone where a pooler lends a session to
    many; then it is read each time, from now on.
    """
    to_postgres = connection.connection
    with Cursor(to_postgres) as cursor:
        try:
            cursor.execute(WRITE, values, prepare=Prepared.lasts)
        except _NOT_PREPARED:
            if not to_postgres.autocommit:
                raise
            Prepared.lasts = False
            log.warning("prepared statements do not last: is there a pooler before PostgreSQL?")
            cursor.execute(WRITE, values, prepare=False)


def _row(room_id: str, state: State, now_ms: int) -> dict[str, Any]:
    return {
        "id": new_id(now_ms=now_ms),
        "room_id": room_id,
        "media_url": state.media_url,
        "title": state.title,
        "playback_state": state.phase.value,
        "anchor_position": state.anchor_position,
        "anchor_time": state.anchor_ms,
        "duration": state.duration,
        "playback_rate": state.rate,
        "version": state.version,
        "last_command_at": state.last_command_ms,
        "author": as_uuid(state.updated_by),
    }
