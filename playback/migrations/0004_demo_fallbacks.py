"""A clip may name another version of itself; ours are each other's."""

from django.db import migrations, models

MP4 = "/static/demo/xiaowo-demo.mp4"
WEBM = "/static/demo/xiaowo-demo.webm"


def name(apps, schema_editor):
    clips = apps.get_model("playback", "DemoClip").objects
    clips.filter(url=MP4).update(fallback=WEBM)
    clips.filter(url=WEBM).update(fallback=MP4)


class Migration(migrations.Migration):
    dependencies = [("playback", "0003_demo_clips")]
    operations = [
        migrations.AddField(
            model_name="democlip",
            name="fallback",
            field=models.CharField(
                blank=True, default="", help_text="the same film elsewhere, tried next",
                max_length=2048,
            ),
        ),
        migrations.RunPython(name, migrations.RunPython.noop),
    ]
