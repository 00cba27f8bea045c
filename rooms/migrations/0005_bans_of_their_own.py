"""Bans move from the member's row to a table of their own, where they outlive the session."""

from uuid import uuid4

from django.db import migrations
from django.utils import timezone


def move(apps, _schema_editor):
    bans = apps.get_model('rooms', 'RoomBan')
    members = apps.get_model('rooms', 'RoomMember').objects.filter(is_banned=True)
    now = timezone.now()
    bans.objects.bulk_create(
        bans(
            id=uuid4(),
            room_id=member.room_id,
            session_id=member.session_id,
            nickname=member.nickname,
            is_ban=True,
            created_at=now,
        )
        for member in members.iterator()
    )


class Migration(migrations.Migration):

    dependencies = [
        ('rooms', '0004_bans_mutes_locks'),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.RemoveField(model_name='roommember', name='is_banned'),
    ]
