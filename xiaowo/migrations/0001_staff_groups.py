"""Two groups of staff: moderators keep the peace, operators also keep the house.

Neither may touch Django's own users: whoever may edit those makes himself a superuser.
"""

from django.contrib.auth.management import create_permissions
from django.db import migrations

MODERATOR = (
    "rooms.view_room", "rooms.change_room",
    "rooms.view_roommember", "rooms.change_roommember",
    "rooms.view_syncmessage", "rooms.delete_syncmessage",
    "rooms.view_messagereport", "rooms.change_messagereport",
    "rooms.view_roomban", "rooms.delete_roomban",
    "rooms.view_roomactivity",
    "sessions_app.view_usersession",
    "playback.view_playbackrecord", "playback.view_failinglink",
)
OPERATOR = (
    *MODERATOR,
    "rooms.delete_room",
    "sessions_app.delete_usersession",
    "sessions_app.view_account", "sessions_app.change_account",
    "sessions_app.view_tokenfamily",
    *(f"sessions_app.{verb}_addressrule" for verb in ("view", "add", "change", "delete")),
    *(f"playback.{verb}_democlip" for verb in ("view", "add", "change", "delete")),
)


def make(apps, schema_editor):
    database = schema_editor.connection.alias
    # They are made after all migrations, which is too late here.
    for label in ("rooms", "sessions_app", "playback"):
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, verbosity=0, using=database, apps=apps)
        config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    groups = apps.get_model("auth", "Group").objects.using(database)
    for name, names in (("moderator", MODERATOR), ("operator", OPERATOR)):
        group, _ = groups.get_or_create(name=name)
        for full in names:
            label, codename = full.split(".")
            group.permissions.add(
                permissions.get(content_type__app_label=label, codename=codename)
            )


class Migration(migrations.Migration):

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("rooms", "0007_operators_in_the_audit_log"),
        ("sessions_app", "0005_named_fields"),
        ("playback", "0006_failing_links"),
    ]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
