"""``/api/v1/sessions``."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sessions_app.models import UserSession
from tests.people import UNSEEN, Person, call

pytestmark = pytest.mark.django_db


class TestMaking:
    def test_asks_for_nothing(self, client: Client):
        answer = call(client, "POST", "/sessions")

        session = answer.data["session"]
        assert answer.status == 201
        assert answer.data["token"]
        assert session["nickname"]
        assert re.fullmatch(r"/avatars/\w+\.svg", session["avatar"])
        assert (session["room_id"], session["account"]) == (None, None)

    def test_sets_the_cookie_that_scripts_cannot_read(self, client: Client):
        call(client, "POST", "/sessions")

        cookie = client.cookies["xiaowo_session"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"

    @pytest.mark.parametrize(
        ("headers", "is_set"),
        [
            ({"Origin": "http://testserver", "Sec_Fetch_Site": "same-origin"}, True),
            ({"Origin": "https://a.friends.example"}, True),
            ({"Sec_Fetch_Site": "cross-site"}, False),
            ({"Origin": "https://elsewhere.example"}, False),
            ({"Origin": "https://testserver.elsewhere.example"}, False),
            ({"Origin": "null"}, False),
            ({"Origin": "http://[broken"}, False),
        ],
    )
    def test_another_sites_page_does_not_replace_the_cookie(
        self, client: Client, settings: Any, headers: dict[str, str], is_set: bool
    ):
        settings.CSRF_TRUSTED_ORIGINS = ["https://*.friends.example"]

        answer = call(client, "POST", "/sessions", **headers)

        assert (answer.status, bool(answer.data["token"])) == (201, True)
        assert ("xiaowo_session" in client.cookies) is is_set

    def test_takes_a_nickname(self, client: Client):
        answer = call(client, "POST", "/sessions", {"nickname": "  小考拉 "})

        assert answer.data["session"]["nickname"] == "小考拉"

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({"nickname": "x" * 33}, 4003),
            ({"nickname": 7}, 4002),
            ({"nickname": "\u200b"}, 4002),
            *(({"nickname": f"{unseen}{unseen}"}, 4002) for unseen in UNSEEN),
            ({"nickname": ["a"]}, 4002),
            ({"avatar": "https://evil.example/pixel.gif"}, 4002),
            ("{", 4004),
            ("[]", 4004),
            ("nonsense", 4004),
        ],
    )
    def test_refuses_nonsense(self, client: Client, body: object, code: int):
        answer = call(client, "POST", "/sessions", body)

        assert (answer.status, answer.code) == (400, code)
        assert UserSession.objects.count() == 0


class TestProving:
    def test_by_bearer(self, guest: Person):
        assert guest.ok("GET", "/sessions/me") == guest.session

    def test_by_cookie(self):
        client = Client()
        made = call(client, "POST", "/sessions").data

        assert call(client, "GET", "/sessions/me").data["id"] == made["session"]["id"]

    def test_writing_by_cookie_needs_the_csrf_token(self):
        client = Client(enforce_csrf_checks=True)
        made = call(client, "POST", "/sessions").data
        path = f"/sessions/{made['session']['id']}"

        refused = call(client, "PUT", path, {"nickname": "x"})
        client.get("/")
        token = client.cookies["csrftoken"].value
        accepted = call(client, "PUT", path, {"nickname": "x"}, X_CSRFToken=token)

        assert (refused.status, refused.code) == (403, 2003)
        assert accepted.status == 200

    def test_writing_by_bearer_does_not(self, guest: Person):
        guest.client.handler.enforce_csrf_checks = True

        assert guest.call("PUT", f"/sessions/{guest.id}", {"nickname": "x"}).status == 200

    @pytest.mark.parametrize(
        "header",
        ["Bearer", "Bearer ", "Bearer nonsense", "Basic abc", "Bearer a:b:c", "Bearer \xff"],
    )
    def test_a_garbled_token_is_invalid(self, client: Client, header: str):
        answer = call(client, "GET", "/sessions/me", Authorization=header)

        assert (answer.status, answer.code) == (401, 2001)
        assert answer.headers["WWW-Authenticate"] == "Bearer"

    def test_a_token_has_only_characters_that_fit_everywhere(self, guest: Person):
        assert re.fullmatch(r"[A-Za-z0-9._-]+", guest.token)

    def test_without_a_token_one_is_nobody(self, client: Client):
        assert call(client, "GET", "/sessions/me").code == 2001

    def test_an_old_token_has_expired(self, guest: Person, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("sessions_app.tokens.LIFETIME_S", -1)

        answer = guest.call("GET", "/sessions/me")

        assert (answer.status, answer.code) == (401, 2002)

    def test_an_old_session_has_expired(self, guest: Person):
        long_ago = timezone.now() - timedelta(days=2)
        UserSession.objects.update(created_at=long_ago, expires_at=long_ago + timedelta(days=1))

        assert guest.call("GET", "/sessions/me").code == 2002

    def test_a_token_signed_by_another_server_is_invalid(self, guest: Person, settings):
        settings.SECRET_KEY = "another"

        assert guest.call("GET", "/sessions/me").code == 2001

    def test_a_rotated_key_keeps_everybody_in(self, guest: Person, settings):
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another"

        assert guest.call("GET", "/sessions/me").status == 200


class TestOwning:
    def test_changes_the_name(self, guest: Person):
        changed = guest.ok("PUT", f"/sessions/{guest.id}", {"nickname": "New"})

        assert changed["nickname"] == "New"
        assert changed["avatar"] == guest.session["avatar"]

    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
    def test_nobody_elses(self, guest: Person, host: Person, method: str):
        answer = guest.call(method, f"/sessions/{host.id}", {"nickname": "x"})

        assert (answer.status, answer.code) == (403, 2003)
        assert host.ok("GET", "/sessions/me")["nickname"] == "host"

    def test_ending_it_ends_the_token_and_gives_up_the_seat(
        self, guest: Person, host: Person, full_house: str
    ):
        guest.ok("DELETE", f"/sessions/{guest.id}")

        assert guest.call("GET", "/sessions/me").code == 2001
        assert [
            m["nickname"] for m in host.ok("GET", f"/rooms/{full_house}/members")["results"]
        ] == ["host"]

    def test_the_new_name_shows_in_the_room(self, guest: Person, host: Person, full_house: str):
        guest.ok("PUT", f"/sessions/{guest.id}", {"nickname": "New"})

        names = [m["nickname"] for m in host.ok("GET", f"/rooms/{full_house}/members")["results"]]
        assert names == ["host", "New"]


class TestAvatars:
    def test_the_same_seed_gives_the_same_face(self, client: Client):
        one, again, other = (client.get(f"/avatars/{seed}.svg") for seed in ("abc", "abc", "abd"))

        assert one["Content-Type"] == "image/svg+xml"
        assert one.content == again.content != other.content
        assert b"<script" not in one.content
