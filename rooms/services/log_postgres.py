"""The same as ``rooms.services.log`` for PostgreSQL: statements that ask for no answer.

So they can go in one message; and the ORM takes ten times as long, of the one core that answers.
What a statement has to know it looks up itself.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from common import clock
from common.db import Statement
from rooms.services.log import ACTIVITY, CommandLine

# In one order for everybody, so that two workers never wait for each other; whoever deletes a room
# waits until commit.
_TOUCH: Final = """
WITH there AS (SELECT id FROM rooms WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE)
UPDATE rooms SET last_active_at = %s FROM there WHERE rooms.id = there.id
"""

_WRITE: Final = """
WITH line AS (
  SELECT told.*, author.id AS author,
    TIMESTAMPTZ 'epoch' + accepted_at_ms * INTERVAL '1 millisecond' AS accepted_at
  FROM json_to_recordset(%s) AS told(
    id uuid, room_id text, session_id uuid, kind text, version bigint, payload jsonb,
    sent_at_ms bigint, accepted_at_ms bigint
  )
  JOIN rooms ON rooms.id = room_id
  LEFT JOIN user_sessions AS author ON author.id = session_id
), logged AS (
  INSERT INTO sync_messages (
    id, room_id, session_id, message_type, payload, version, client_timestamp, server_timestamp
  )
  SELECT id, room_id, author, kind, payload, version,
    TIMESTAMPTZ 'epoch' + sent_at_ms * INTERVAL '1 millisecond', accepted_at
  FROM line
  ON CONFLICT DO NOTHING
)
INSERT INTO room_activities (
  id, room_id, activity_type, actor_session_id, details, metadata, user_agent, created_at
)
SELECT id, room_id, activity, author, payload, '{}', '', accepted_at
FROM line JOIN json_each_text(%s) AS named(name, activity) ON name = kind
WHERE payload -> 'title_only' IS NULL
ON CONFLICT DO NOTHING
"""


def touching(room_ids: Sequence[str], now_ms: int) -> Statement:
    """Note that these rooms were used; those that are there stay so until commit."""
    return _TOUCH, [list(room_ids), clock.to_datetime(now_ms)]


def writing(lines: Sequence[CommandLine]) -> Statement:
    """Store lines, with audit entries of those kinds that have an activity; not of other titles.

    What is there is left alone; lines of rooms that are gone are dropped, those of sessions that
    are gone are written without them.
    """
    return _WRITE, [msgspec.json.encode(part).decode() for part in (lines, ACTIVITY)]
