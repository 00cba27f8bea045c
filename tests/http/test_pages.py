"""The pages as they come from the server, before any script runs."""

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from common import clock
from playback.models import PlaybackRecord
from rooms.models import Room, RoomMember, Status
from tests.people import FILM, Person

pytestmark = pytest.mark.django_db

CREATE = {"action": "create", "name": "Film night", "media_url": FILM, "max_users": "7"}


def config_of(page: str) -> dict:
    found = re.search(r'id="room-config" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


class TestStart:
    def test_creates_a_room_without_a_script(self, client: Client):
        response = client.post("/", CREATE)

        room = Room.objects.get()
        assert response.headers["Location"] == f"/room/{room.pk}"
        assert RoomMember.objects.get().role == "host"
        assert client.cookies["xiaowo_session"]["httponly"]

    @pytest.mark.parametrize(
        "text", ["8xa92b", "https://nest.example/room/8XA92B", "http://h/room/8XA92B/?x=1#y"]
    )
    def test_joins_by_code_or_link(self, client: Client, text: str):
        response = client.post("/", {"action": "join", "code": text})

        assert response.headers["Location"] == "/room/8XA92B"

    @pytest.mark.parametrize(
        "changes",
        [
            {"name": "x" * 61},
            {"media_url": "nonsense"},
            {"media_url": ""},
            {"max_users": "101"},
            {"max_users": "-1"},
            {"is_private": "on", "password": ""},
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(self, client: Client, changes: dict):
        response = client.post(
            "/", {**CREATE, "description": "kept", "password": "typed", "is_private": "", **changes}
        )
        page = response.content.decode()

        assert response.status_code == 400
        assert Room.objects.count() == 0
        for value in ("kept", changes.get("password", "typed"), changes.get("name", "Film night")):
            assert f'value="{value}"' in page or value == ""
        [wrong] = re.findall(r'<p id="(id_\w+)_error" class="wrong" role="alert">', page)
        assert re.search(f'aria-describedby="[^"]*{wrong}_error"[^>]* id="{wrong}"', page)

    def test_ties_hints_to_their_fields_and_says_how_many_seats_there_are(self, client: Client):
        page = client.post("/", {**CREATE, "max_users": "101"}).content.decode()

        assert 'aria-describedby="id_media_url_hint" id="id_media_url"' in page
        assert 'id="id_media_url_hint"' in page
        assert "座位数请填 1 到 100。" in page

    def test_shows_the_link_when_the_link_is_wrong(self, client: Client):
        page = client.post("/", {**CREATE, "media_url": "", "source": "demo"}).content.decode()

        assert re.search(r'value="link" checked', page)

    @pytest.mark.parametrize("name", ["", "\u200b", "   "])
    def test_a_room_without_a_name_gets_a_playful_one(self, client: Client, name: str):
        offered = re.search(r'name="name" value="([^"]+)"', client.get("/").content.decode())

        client.post("/", {**CREATE, "name": name})

        assert offered
        assert Room.objects.get().name

    def test_a_demo_is_one_press(self, client: Client):
        client.post("/", {"action": "create", "name": "", "demo": "/static/demo/xiaowo-demo.mp4"})

        assert PlaybackRecord.objects.get().media_url == "/static/demo/xiaowo-demo.mp4"

    def test_a_demo_that_was_chosen_is_kept_with_the_errors(self, client: Client):
        response = client.post(
            "/", {**CREATE, "media_url": "", "demo": "/static/demo/xiaowo-demo.mp4", "max_users": 0}
        )

        assert 'value="/static/demo/xiaowo-demo.mp4"' in response.content.decode()
        assert Room.objects.count() == 0

    def test_a_chat_text_that_holds_the_link_joins(self, client: Client):
        text = "快来！https://nest.example/room/8XA92B 密码 123456"

        assert client.post("/", {"action": "join", "code": text}).headers["Location"] == (
            "/room/8XA92B"
        )

    @pytest.mark.parametrize("code", ["", "nonsense", "8XA92", "https://nest.example/"])
    def test_says_what_a_code_is(self, client: Client, code: str):
        assert client.post("/", {"action": "join", "code": code}).status_code == 400

    def test_lists_public_rooms(self, client: Client, host: Person):
        host.make_room(name="Everybody")
        host.make_room(name="Nobody", is_private=True, password="pw")

        page = client.get("/").content.decode()

        assert "Everybody" in page
        assert "Nobody" not in page

    def test_finds_a_public_room_by_name_or_code(self, client: Client, host: Person):
        code = host.make_room(name="Everybody")["id"]
        Person.arrive().make_room(name="Otters")
        Person.arrive().make_room(name="Every secret", is_private=True, password="pw")

        for query in ("every", code.lower(), f"  {code[:4]} "):
            page = client.get("/", {"q": query}).content.decode()
            assert ("Everybody" in page, "Otters" in page, "Every secret" in page) == (
                True, False, False,
            )  # fmt: skip
        assert "没有叫“&lt;b&gt;”的公开房间" in client.get("/", {"q": "<b>"}).content.decode()

    def test_shows_how_full_rooms_are(self, client: Client, host: Person):
        host.make_room(max_users=1)

        page = client.get("/").content.decode()

        assert "1 / 1" in page
        assert "已满" in page

    def test_says_how_many_more_there_are(self, client: Client, db: None):
        for number in range(13):
            Person.arrive().make_room(name=f"Room {number}")

        assert "显示 13 间中的前 12 间" in client.get("/").content.decode()

    def test_speaks_both_languages(self, client: Client):
        chinese = client.get("/", headers={"Accept-Language": "zh-CN"}).content.decode()
        english = client.get("/", headers={"Accept-Language": "en"}).content.decode()
        client.post("/language", {"language": "en", "next": "/"})
        switched = client.get("/", headers={"Accept-Language": "zh-CN"}).content.decode()

        assert 'lang="zh-hans"' in chinese.lower()
        assert 'lang="en"' in english
        assert 'lang="en"' in switched

    def test_names_are_escaped(self, client: Client, host: Person):
        host.make_room(name="<script>alert(1)</script>")

        assert "<script>alert(1)" not in client.get("/").content.decode()


class TestRoom:
    def test_gives_the_page_what_it_needs(self, client: Client, room: str):
        response = client.get(f"/room/{room}")

        config = config_of(response.content.decode())
        assert config["room_id"] == room
        assert config["websocket_path"] == f"/ws/v1/room/{room}"
        assert abs(config["opened_ms"] - clock.cloud_ms()) < 60_000
        assert config["session"]["nickname"]
        assert config["debug"] is False
        assert "xiaowo_session" in client.cookies

    def test_looking_takes_no_seat(self, client: Client, room: str):
        client.get(f"/room/{room}")

        assert RoomMember.objects.count() == 1

    def test_keeps_the_visitor(self, client: Client, room: str):
        first = config_of(client.get(f"/room/{room}").content.decode())
        second = config_of(client.get(f"/room/{room}").content.decode())

        assert first["session"] == second["session"]

    def test_the_code_in_small_letters(self, client: Client, room: str):
        response = client.get(f"/room/{room.lower()}")

        assert response.headers.get("Location", f"/room/{room}") == f"/room/{room}"

    def test_has_no_inline_script_or_style(self, client: Client, room: str):
        for path in ("/", f"/room/{room}", "/room/ZZZZZZ"):
            page = client.get(path).content.decode()
            inline = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", page)
            assert inline == []
            assert "<style" not in page
            assert not re.search(r"\sstyle=|\son\w+=", page)

    @pytest.mark.parametrize(
        ("is_debug", "script"), [(False, "js/joined/room/main"), (True, "js/room/main")]
    )
    def test_loads_one_script(
        self, client: Client, room: str, settings: Any, is_debug: bool, script: str
    ):
        settings.DEBUG = is_debug

        page = client.get(f"/room/{room}").content.decode()

        assert re.findall(r'<script type="module" src="/static/([\w/]+)\.', page) == [script]

    def test_the_policy_is_strict(self, client: Client, room: str):
        policy = client.get(f"/room/{room}").headers["Content-Security-Policy"]

        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src 'self';" in policy
        assert "worker-src 'self';" in policy

    @pytest.mark.parametrize(
        ("secure", "films"), [(True, ["https:"]), (False, ["http:", "https:"])]
    )
    def test_films_may_come_from_anywhere(
        self, client: Client, room: str, secure: bool, films: list[str]
    ):
        policy = client.get(f"/room/{room}", secure=secure).headers["Content-Security-Policy"]

        sources = {name: rest for name, *rest in map(str.split, policy.split(";"))}
        assert sources["media-src"] == ["'self'", "blob:", "http:", "https:"]
        sockets = ["ws://testserver", "wss://testserver"]
        assert sources["connect-src"] == ["'self'", *sockets, *films]

    @pytest.mark.parametrize(
        ("status", "http"), [(Status.INACTIVE, 410), (Status.ARCHIVED, 410), (None, 404)]
    )
    def test_a_room_that_is_no_more(self, client: Client, room: str, status, http: int):
        if status is None:
            Room.objects.all().delete()
        else:
            Room.objects.update(status=status)

        assert client.get(f"/room/{room}").status_code == http

    def test_a_full_room_says_so_and_keeps_its_members(self, client: Client, host: Person):
        room = host.make_room(max_users=1)["id"]

        response = client.get(f"/room/{room}")
        client.cookies["xiaowo_session"] = host.token

        assert response.status_code == 409
        assert "房间已满" in response.content.decode()
        assert client.get(f"/room/{room}").status_code == 200

    def test_the_banned_read_that_they_are(
        self, client: Client, host: Person, guest: Person, full_house: str
    ):
        host.ok("DELETE", f"/rooms/{full_house}/members/{guest.id}", {"ban": True})
        client.cookies["xiaowo_session"] = guest.token

        response = client.get(f"/room/{full_house}")

        assert response.status_code == 403
        assert "你不能进入这个房间" in response.content.decode()

    def test_who_was_sent_out_reads_for_how_long(
        self, client: Client, host: Person, guest: Person, full_house: str
    ):
        host.ok("DELETE", f"/rooms/{full_house}/members/{guest.id}", {})
        client.cookies["xiaowo_session"] = guest.token

        response = client.get(f"/room/{full_house}")

        assert response.status_code == 403
        assert "你被请出了房间，10 分钟后可以再进来。" in response.content.decode()

    def test_too_many_guesses(self, client: Client, room: str):
        for number in range(20):
            client.get(f"/room/ZZZZ{number:02}")

        assert client.get("/room/ZZZZZZ").status_code == 429


class TestPrivateRoom:
    @pytest.fixture
    def private(self, host: Person) -> str:
        return host.make_room(name="Secret", is_private=True, password="pw")["id"]

    def test_asks_for_the_password(self, client: Client, private: str):
        page = client.get(f"/room/{private}").content.decode()

        assert 'type="password"' in page
        assert FILM not in page

    def test_lets_in_with_it(self, client: Client, private: str):
        response = client.post(f"/room/{private}", {"password": "pw"})

        assert response.headers["Location"] == f"/room/{private}"
        assert config_of(client.get(f"/room/{private}").content.decode())

    def test_not_without(self, client: Client, private: str):
        response = client.post(f"/room/{private}", {"password": "wrong"})

        assert response.status_code == 403
        assert RoomMember.objects.filter(is_active=True).count() == 1

    def test_guessing_is_stopped(self, client: Client, private: str):
        for _ in range(10):
            client.post(f"/room/{private}", {"password": "wrong"})

        assert client.post(f"/room/{private}", {"password": "pw"}).status_code == 429

    def test_a_full_one_says_so(self, client: Client, host: Person):
        room = host.make_room(is_private=True, password="pw", max_users=1)["id"]

        response = client.post(f"/room/{room}", {"password": "pw"})

        assert response.status_code == 403
        assert RoomMember.objects.count() == 1


class TestErrors:
    def test_an_unknown_page(self, client: Client):
        response = client.get("/nowhere")

        assert response.status_code == 404
        assert response["Content-Type"].startswith("text/html")

    def test_a_form_without_its_token(self):
        client = Client(enforce_csrf_checks=True)

        assert client.post("/", CREATE).status_code == 403
        assert Room.objects.count() == 0


class TestAdmin:
    @pytest.fixture
    def desk(self, client: Client) -> Client:
        client.force_login(User.objects.create_superuser("op", password="x"))
        return client

    @pytest.mark.parametrize(
        "page",
        [
            "sessions_app/usersession",
            "rooms/room",
            "rooms/roommember",
            "rooms/syncmessage",
            "rooms/roomactivity",
            "playback/playbackrecord",
            "playback/democlip",
        ],
    )
    def test_every_table_can_be_looked_at(self, desk: Client, full_house: str, page: str):
        assert desk.get(f"/admin/{page}/").status_code == 200
        assert desk.get(f"/admin/{page}/?q={full_house}").status_code == 200

    def test_a_room_can_be_opened(self, desk: Client, full_house: str):
        page = desk.get(f"/admin/rooms/room/{full_house}/change/")

        assert page.status_code == 200
        assert b"guest" in page.content

    def test_history_cannot_be_changed(self, desk: Client, full_house: str):
        assert desk.get("/admin/rooms/roomactivity/add/").status_code == 403

    def test_the_clips_can_be_edited(self, desk: Client):
        assert desk.get("/admin/playback/democlip/add/").status_code == 200
