"""Rooms that have talked already begin with the number of their lines."""

from django.db import migrations

COUNT = """
INSERT INTO chat_totals (room_id, lines)
SELECT room_id, COUNT(*) FROM sync_messages
WHERE message_type = 'chat' AND deleted_at IS NULL GROUP BY room_id
ON CONFLICT (room_id) DO UPDATE SET lines = excluded.lines
"""


class Migration(migrations.Migration):

    dependencies = [
        ('rooms', '0009_chat'),
    ]

    operations = [
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
    ]
