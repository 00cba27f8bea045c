"""Brings a database with lines of an older version up to date; DATABASE_URL or DATA_DIR say which.

python -m tests.support.old_lines; prints how many lines there are afterwards, and how many rooms
know how many of them were chat.
"""

import uuid
from datetime import timedelta

import django
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

BEFORE = [("rooms", "0005_bans_of_their_own")]


def main() -> None:
    """Migrate to the older version, let one session leave two lines, migrate on."""
    django.setup()
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    apps = executor.loader.project_state(BEFORE).apps
    now = timezone.now()
    dates = {"created_at": now, "updated_at": now, "last_active_at": now}
    room = apps.get_model("rooms", "Room").objects.create(id="OLD123", name="old", **dates)
    session = apps.get_model("sessions_app", "UserSession").objects.create(
        id=uuid.uuid4(),
        nickname="old",
        avatar="a",
        created_at=now,
        updated_at=now,
        expires_at=now + timedelta(days=1),
    )
    for kind in ("chat", "chat", "seek"):
        apps.get_model("rooms", "SyncMessage").objects.create(
            id=uuid.uuid4(), room=room, session=session, message_type=kind,
            client_timestamp=now, server_timestamp=now,
        )  # fmt: skip
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM sync_messages WHERE client_id IS NULL")
        print(cursor.fetchone()[0], end=" ")
        cursor.execute("SELECT lines FROM chat_totals")
        print(cursor.fetchone()[0])


if __name__ == "__main__":
    main()
