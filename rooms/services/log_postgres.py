"""The same as ``rooms.services.log`` for PostgreSQL: parts of one statement without an answer.

The ORM takes ten times as long, of the one core that answers; and each further statement costs its
thread a wait and then a turn among those that run. What the statement has to know it looks up.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from rooms.services.log import ACTIVITY, CommandLine

# Rooms are locked in one order for everybody, so that two workers never wait for each other;
# whoever deletes a room waits until commit. Only these are written to: ``there``.
TOUCH: Final = """
there AS (SELECT id FROM rooms WHERE id = ANY(%(rooms)s) ORDER BY id FOR NO KEY UPDATE),
touched AS (UPDATE rooms SET last_active_at = %(now)s FROM there WHERE rooms.id = there.id)
"""

# What is there is left alone; lines of rooms that are gone are dropped, those of sessions that are
# gone are written without them. An audit entry for those kinds that have an activity; not for
# another title.
LOG: Final = """
line AS (
  SELECT told.*, author.id AS author,
    TIMESTAMPTZ 'epoch' + accepted_at_ms * INTERVAL '1 millisecond' AS accepted_at
  FROM json_to_recordset(%(lines)s::json) AS told(
    id uuid, room_id text, session_id uuid, kind text, version bigint, payload jsonb,
    sent_at_ms bigint, accepted_at_ms bigint
  )
  JOIN there ON there.id = room_id
  LEFT JOIN user_sessions AS author ON author.id = session_id
), logged AS (
  INSERT INTO sync_messages (
    id, room_id, session_id, message_type, payload, version, client_timestamp, server_timestamp
  )
  SELECT id, room_id, author, kind, payload, version,
    TIMESTAMPTZ 'epoch' + sent_at_ms * INTERVAL '1 millisecond', accepted_at
  FROM line
  ON CONFLICT DO NOTHING
), audited AS (
  INSERT INTO room_activities (
    id, room_id, activity_type, actor_session_id, details, metadata, user_agent, created_at
  )
  SELECT id, room_id, activity, author, payload, '{}', '', accepted_at
  FROM line JOIN json_each_text(%(activities)s::json) AS named(name, activity) ON name = kind
  WHERE payload -> 'title_only' IS NULL
  ON CONFLICT DO NOTHING
)
"""


def as_json(rows: object) -> str:
    """Return rows as the statement takes them."""
    return msgspec.json.encode(rows).decode()


ACTIVITIES: Final = as_json(ACTIVITY)


def values(lines: Sequence[CommandLine]) -> dict[str, str]:
    """Return what ``LOG`` is about."""
    return {"lines": as_json(lines), "activities": ACTIVITIES}
