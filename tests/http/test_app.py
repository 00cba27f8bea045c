"""What makes the website an app."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from sessions_app.models import UserSession

pytestmark = pytest.mark.django_db

STATIC = Path(__file__).parent.parent.parent / "static"


def plan_of(script: str) -> dict[str, Any]:
    found = re.match(r"self\.PLAN = (\{.*\});\n", script)
    assert found
    return dict(json.loads(found[1]))


class TestManifest:
    def test_describes_the_app_in_both_languages(self, client: Client):
        chinese = client.get("/manifest.webmanifest", headers={"Accept-Language": "zh-CN"})
        english = client.get("/manifest.webmanifest", headers={"Accept-Language": "en"})

        assert chinese.headers["Content-Type"].startswith("application/manifest+json")
        assert (chinese.json()["short_name"], chinese.json()["lang"]) == ("小窝", "zh-Hans")
        assert (english.json()["short_name"], english.json()["lang"]) == ("Xiaowo", "en")
        assert "Accept-Language" in chinese.headers["Vary"]

    def test_names_icons_that_are_there_and_small(self, client: Client):
        icons = client.get("/manifest.webmanifest").json()["icons"]

        sizes = {(icon["sizes"], icon["purpose"]) for icon in icons}
        assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= sizes
        for icon in icons:
            file = STATIC / icon["src"].removeprefix("/static/")
            assert 0 < file.stat().st_size < 40_000
            if file.suffix == ".png":
                side = int.from_bytes(file.read_bytes()[16:20], "big")
                assert f"{side}x{side}" == icon["sizes"]

    def test_every_page_names_it(self, client: Client):
        assert (
            '<link rel="manifest" href="/manifest.webmanifest">' in client.get("/").content.decode()
        )


class TestWorker:
    def test_is_always_asked_for_and_may_serve_all_pages(self, client: Client):
        response = client.get("/sw.js")

        assert response.headers["Content-Type"].startswith("text/javascript")
        assert response.headers["Cache-Control"] == "no-cache"
        assert response.headers["Service-Worker-Allowed"] == "/"
        assert "script-src 'self'" in response.headers["Content-Security-Policy"]

    def test_keeps_the_shell_and_nothing_of_anybody(self, client: Client):
        plan = plan_of(client.get("/sw.js").content.decode())

        assert plan["offline"] == "/offline"
        assert plan["clip"] == "/static/demo/xiaowo-demo.mp4"
        assert all(path.startswith("/static/") for path in plan["shell"])

    def test_another_language_is_another_version(self, client: Client):
        versions = {
            plan_of(client.get("/sw.js", headers={"Accept-Language": language}).content.decode())[
                "version"
            ]
            for language in ("zh-CN", "zh-TW", "en", "en-GB")
        }

        assert len(versions) == 2

    def test_takes_itself_off_where_modules_change(self, client: Client, settings: Any):
        settings.DEBUG = True

        script = client.get("/sw.js").content.decode()

        assert "unregister" in script
        assert "PLAN" not in script


class TestOffline:
    def test_is_the_same_for_everybody(self, client: Client):
        response = client.get("/offline")

        assert response.status_code == 200
        assert "网络断开了" in response.content.decode()
        assert b"csrf" not in response.content
        assert not response.cookies
        assert UserSession.objects.count() == 0
