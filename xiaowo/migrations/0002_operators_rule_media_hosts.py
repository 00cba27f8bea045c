"""Operators say from which sites films may be shown."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

VERBS = ("view", "add", "change", "delete")


def make(apps, schema_editor):
    database = schema_editor.connection.alias
    # They are made after all migrations, which is too late here.
    config = apps.get_app_config("playback")
    config.models_module = True
    create_permissions(config, verbosity=0, using=database, apps=apps)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    group = apps.get_model("auth", "Group").objects.using(database).get(name="operator")
    for verb in VERBS:
        codename = f"{verb}_mediahostrule"
        group.permissions.add(
            permissions.get(content_type__app_label="playback", codename=codename)
        )


class Migration(migrations.Migration):

    dependencies = [
        ("xiaowo", "0001_staff_groups"),
        ("playback", "0007_media_host_rules"),
    ]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
