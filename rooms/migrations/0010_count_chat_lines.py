"""Rooms that have talked already begin with the number of their lines."""

from django.db import migrations

COUNT = """
INSERT INTO chat_totals (room_id, lines)
SELECT room_id, COUNT(*) FROM sync_messages WHERE message_type = 'chat' GROUP BY room_id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('rooms', '0009_chat'),
    ]

    operations = [
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
    ]
