"""The clips that every installation starts with: our own first, then the five of S1 §4.1.3."""

from django.db import migrations

CLIPS = [
    ("小窝演示片（可离线）", "Xiaowo demo (plays offline)", "/static/demo/xiaowo-demo.mp4", 90,
     "/static/demo/xiaowo-demo.jpg", True),
    ("小窝演示片 WebM（可离线）", "Xiaowo demo, WebM (plays offline)",
     "/static/demo/xiaowo-demo.webm", 90, "/static/demo/xiaowo-demo.jpg", True),
    ("大雄兔", "Big Buck Bunny",
     "https://test-videos.co.uk/vids/bigbuckbunny/mp4/h264/1080/Big_Buck_Bunny_1080_10s_1MB.mp4",
     10, "", False),
    ("辛特尔", "Sintel",
     "https://test-videos.co.uk/vids/sintel/mp4/h264/720/Sintel_720_10s_1MB.mp4", 10, "", False),
    ("大象之梦", "Elephants Dream",
     "https://test-videos.co.uk/vids/elephantsdream/mp4/h264/720/Elephants_Dream_720_10s_1MB.mp4",
     10, "", False),
    ("大闹天宫", "Havoc in Heaven", "https://example.com/test-videos/danao.mp4", 300, "", False),
    ("测试视频合集", "Short collection", "https://example.com/test-videos/short-collection.mp4", 60,
     "", False),
]


def add(apps, schema_editor):
    clip_model = apps.get_model("playback", "DemoClip")
    for position, (title, title_en, url, duration, poster, offline) in enumerate(CLIPS):
        clip_model.objects.create(
            title=title, title_en=title_en, url=url, duration=duration, poster=poster,
            position=position * 10, is_offline=offline,
        )


def remove(apps, schema_editor):
    apps.get_model("playback", "DemoClip").objects.filter(url__in=[c[2] for c in CLIPS]).delete()


class Migration(migrations.Migration):
    dependencies = [("playback", "0002_initial")]
    operations = [migrations.RunPython(add, remove)]
