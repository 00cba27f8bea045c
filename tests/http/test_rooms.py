"""``/api/v1/rooms`` and below."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from rooms.models import Room, RoomMember
from rooms.presence import presence
from tests.people import FILM, Person, call

pytestmark = pytest.mark.django_db

FIELDS = {
    "id", "name", "description", "is_private", "max_users", "status", "media_url",
    "playback_state", "current_time", "duration", "playback_rate", "settings", "version",
    "host_session_id", "member_count", "created_at", "last_active_at",
}  # fmt: skip


class TestMaking:
    def test_gives_the_room_with_its_defaults(self, host: Person):
        room = host.make_room(name="  Film   night ")

        assert set(room) == FIELDS
        assert re.fullmatch("[0-9A-Z]{6}", room["id"])
        assert room["name"] == "Film night"
        assert (room["max_users"], room["status"], room["is_private"]) == (7, "active", False)
        assert (room["playback_state"], room["current_time"]) == ("paused", 0)
        assert room["host_session_id"] == host.id
        assert room["member_count"] == 1
        assert room["settings"] == {
            "auto_play": False,
            "allow_control": True,
            "sync_tolerance": 0.05,
            "away_policy": "pause_room",
            "buffer_policy": "host",
            "danmaku": True,
        }

    def test_takes_the_projects_own_clip(self, host: Person):
        room = host.make_room(media_url="/static/demo/xiaowo-demo.mp4")

        assert room["media_url"] == "/static/demo/xiaowo-demo.mp4"

    @pytest.mark.parametrize(
        ("body", "status", "code", "field"),
        [
            ({"name": "x"}, 400, 4001, "media_url"),
            ({"media_url": FILM}, 400, 4001, "name"),
            ({"name": "x" * 61, "media_url": FILM}, 400, 4003, "name"),
            ({"name": " ", "media_url": FILM}, 400, 4002, "name"),
            ({"name": "\u3164\u2800", "media_url": FILM}, 400, 4002, "name"),
            ({"name": 5, "media_url": FILM}, 400, 4002, "name"),
            ({"name": None, "media_url": FILM}, 400, 4002, "name"),
            ({"name": "x", "media_url": 5}, 400, 4002, "media_url"),
            ({"name": "x", "media_url": "h" * 2049}, 400, 4003, "media_url"),
            ({"name": "x", "media_url": "nonsense"}, 422, 3004, "media_url"),
            ({"name": "x", "media_url": "javascript:alert(1)"}, 422, 3004, "media_url"),
            ({"name": "x", "media_url": "file:///etc/passwd"}, 422, 3004, "media_url"),
            ({"name": "x", "media_url": "http://"}, 422, 3004, "media_url"),
            ({"name": "x", "media_url": "http://u:p@h.example/"}, 422, 3004, "media_url"),
            ({"name": "x", "media_url": "http://h:99999999/"}, 422, 3004, "media_url"),
            ({"name": "x", "media_url": "/admin/"}, 422, 3004, "media_url"),
            ({"name": "x", "media_url": "/static/demo/../x"}, 422, 3004, "media_url"),
            ({"name": "x", "media_url": FILM, "max_users": 0}, 400, 4002, "max_users"),
            ({"name": "x", "media_url": FILM, "max_users": 101}, 400, 4002, "max_users"),
            ({"name": "x", "media_url": FILM, "max_users": "7"}, 400, 4002, "max_users"),
            ({"name": "x", "media_url": FILM, "max_users": True}, 400, 4002, "max_users"),
            ({"name": "x", "media_url": FILM, "max_users": 2.5}, 400, 4002, "max_users"),
            ({"name": "x", "media_url": FILM, "is_private": "yes"}, 400, 4002, "is_private"),
            ({"name": "x", "media_url": FILM, "is_private": True}, 400, 4001, "password"),
            ({"name": "x", "media_url": FILM, "settings": []}, 400, 4002, "settings"),
            (
                {"name": "x", "media_url": FILM, "settings": {"sync_tolerance": 9}},
                400,
                4002,
                "settings.sync_tolerance",
            ),
            (
                {"name": "x", "media_url": FILM, "settings": {"away_policy": "panic"}},
                400,
                4002,
                "settings.away_policy",
            ),
            (
                {"name": "x", "media_url": FILM, "settings": {"volume": 1}},
                400,
                4002,
                "settings.volume",
            ),
            (
                '{"name":"x","media_url":"http://a.example/","settings":{"sync_tolerance":NaN}}',
                400,
                4002,
                "settings.sync_tolerance",
            ),
        ],
    )
    def test_refuses(self, host: Person, body: object, status: int, code: int, field: str):
        answer = host.call("POST", "/rooms", body)

        assert (answer.status, answer.code) == (status, code), answer.body
        assert list(answer.body["details"]) == [field]
        assert all(isinstance(text, str) for text in answer.body["details"][field])
        assert Room.objects.count() == 0

    def test_names_everything_that_is_missing(self, host: Person):
        answer = host.call("POST", "/rooms")

        assert (answer.status, answer.code) == (400, 4001)
        assert set(answer.body["details"]) == {"name", "media_url"}

    def test_needs_a_session(self, client: Client):
        answer = call(client, "POST", "/rooms", {"name": "x", "media_url": FILM})

        assert (answer.status, answer.code) == (401, 2001)

    def test_the_operator_may_raise_the_limit(self, host: Person, settings):
        settings.ROOM_MAX_USERS_LIMIT = 500

        assert host.make_room(max_users=400)["max_users"] == 400


class TestListing:
    def test_shows_public_active_rooms_only(self, host: Person, client: Client):
        shown = host.make_room(name="Shown")
        host.make_room(name="Hidden", is_private=True, password="pw")
        over = host.make_room(name="Over")
        host.ok("DELETE", f"/rooms/{over['id']}")

        page = call(client, "GET", "/rooms").data

        assert (page["count"], page["page"], page["size"]) == (1, 1, 20)
        assert [room["id"] for room in page["results"]] == [shown["id"]]

    def test_searches_name_and_code(self, host: Person, client: Client):
        one, two = host.make_room(name="Totoro"), host.make_room(name="Ponyo")

        by_name = call(client, "GET", "/rooms?q=toto").data["results"]
        by_code = call(client, "GET", f"/rooms?q={two['id'].lower()}").data["results"]

        assert [room["id"] for room in by_name] == [one["id"]]
        assert [room["id"] for room in by_code] == [two["id"]]

    def test_orders_by_members(self, host: Person, guest: Person, stranger: Person):
        empty = host.make_room()
        host.make_room()
        busy = guest.make_room()
        stranger.ok("POST", f"/rooms/{busy['id']}/join")

        found = stranger.ok("GET", "/rooms?ordering=-members")["results"]

        assert [room["member_count"] for room in found] == [2, 1, 0]
        assert (found[0]["id"], found[2]["id"]) == (busy["id"], empty["id"])

    def test_pages(self, host: Person, client: Client):
        for number in range(5):
            host.make_room(name=f"Room {number}")

        page = call(client, "GET", "/rooms?page=3&size=2").data

        assert (page["count"], page["page"], page["size"], len(page["results"])) == (5, 3, 2, 1)
        assert call(client, "GET", "/rooms?page=99").data["results"] == []

    @pytest.mark.parametrize(
        "query",
        ["page=0", "page=-1", "page=x", "size=0", "size=101", "size=٣", "ordering=password",
         "page=999999999999999999999"],
    )  # fmt: skip
    def test_refuses_odd_pages(self, client: Client, query: str):
        answer = call(client, "GET", f"/rooms?{query}")

        assert (answer.status, answer.code) == (400, 4002)


class TestLooking:
    def test_in_any_case(self, stranger: Person, room: str):
        assert stranger.ok("GET", f"/rooms/{room.lower()}")["id"] == room

    @pytest.mark.parametrize("room_id", ["ZZZZZZ", "nonsense", "%00%00", "' OR 1=1"])
    def test_an_unknown_room(self, stranger: Person, room_id: str):
        answer = stranger.call("GET", f"/rooms/{room_id}")

        assert (answer.status, answer.code) == (404, 3001)

    def test_strangers_do_not_see_what_a_private_room_shows(self, host: Person, stranger: Person):
        room = host.make_room(is_private=True, password="pw")["id"]

        assert stranger.ok("GET", f"/rooms/{room}")["media_url"] == ""
        assert host.ok("GET", f"/rooms/{room}")["media_url"] == FILM
        for path in ("playback", "members", "messages"):
            assert stranger.call("GET", f"/rooms/{room}/{path}").code == 2003

    def test_the_password_is_told_to_nobody(self, host: Person):
        room = host.make_room(is_private=True, password="open sesame")

        assert "sesame" not in str(room)
        assert "sesame" not in Room.objects.get().password


class TestJoining:
    def test_gives_everything_one_needs(self, guest: Person, room: str):
        joined = guest.ok("POST", f"/rooms/{room}/join")

        assert set(joined) == {
            "room", "members", "session", "member", "playback", "websocket_url", "server_time",
            "playback_rate",
        }  # fmt: skip
        assert joined["websocket_url"] == f"ws://testserver/ws/v1/room/{room}"
        assert joined["member"]["role"] == "guest"
        assert [m["nickname"] for m in joined["members"]] == ["host", "guest"]
        assert joined["session"]["room_id"] == room
        assert joined["playback"]["version"] == 0

    def test_twice_is_the_same(self, guest: Person, room: str):
        first = guest.ok("POST", f"/rooms/{room}/join")
        again = guest.ok("POST", f"/rooms/{room}/members")

        assert first["member"] == again["member"]
        assert RoomMember.objects.filter(is_active=True).count() == 2

    def test_a_full_room(self, host: Person, guest: Person, stranger: Person):
        room = host.make_room(max_users=2)["id"]
        guest.ok("POST", f"/rooms/{room}/join")

        answer = stranger.call("POST", f"/rooms/{room}/join")

        assert (answer.status, answer.code) == (409, 3002)
        assert host.ok("GET", f"/rooms/{room}")["member_count"] == 2
        assert stranger.ok("GET", "/sessions/me")["room_id"] is None

    def test_who_is_in_a_full_room_is_never_turned_away(self, host: Person):
        room = host.make_room(max_users=1)["id"]

        assert host.call("POST", f"/rooms/{room}/join").status == 200

    def test_entering_another_room_leaves_the_first(self, host: Person, guest: Person, room: str):
        guest.ok("POST", f"/rooms/{room}/join")
        other = guest.make_room()["id"]

        assert [m["nickname"] for m in host.ok("GET", f"/rooms/{room}/members")["results"]] == [
            "host"
        ]
        assert guest.ok("GET", "/sessions/me")["room_id"] == other

    def test_a_private_room_wants_its_password(self, host: Person, guest: Person):
        room = host.make_room(is_private=True, password=" päss ")["id"]

        for body in ({}, {"password": "wrong"}, {"password": "päss"}, {"password": None}):
            answer = guest.call("POST", f"/rooms/{room}/join", body)
            assert (answer.status, answer.code) == (403, 2004)
        assert guest.call("POST", f"/rooms/{room}/join", {"password": " päss "}).status == 200

    def test_ten_wrong_passwords_shut_the_door(self, host: Person, guest: Person):
        room = host.make_room(is_private=True, password="right")["id"]
        for _ in range(10):
            assert guest.call("POST", f"/rooms/{room}/join", {"password": "x"}).code == 2004

        answer = guest.call("POST", f"/rooms/{room}/join", {"password": "right"})

        assert (answer.status, answer.code) == (429, 2005)
        assert int(answer.headers["Retry-After"]) > 0

    def test_many_passwords_at_once_gain_nothing(self, host: Person, monkeypatch):
        room = host.make_room(is_private=True, password="right")["id"]
        looked = []
        people = [Person.arrive() for _ in range(14)]

        def slow_look(given: str, _kept: str) -> bool:
            looked.append(given)
            # While this one is judged the next is tried already.
            if people:
                people.pop().call("POST", f"/rooms/{room}/join", {"password": "wrong"})
            return False

        monkeypatch.setattr("rooms.services.welcome.check_password", slow_look)
        people.pop().call("POST", f"/rooms/{room}/join", {"password": "wrong"})

        assert len(looked) == 10

    def test_members_are_not_shut_out_by_their_neighbours(self, host: Person, room: str):
        stranger = Person.arrive()
        for number in range(20):
            stranger.call("POST", f"/rooms/ZZZZ{number:02}/join")

        assert stranger.call("GET", f"/rooms/{room}").code == 2005
        assert host.call("GET", f"/rooms/{room}").status == 200
        assert host.call("POST", f"/rooms/{room}/leave").status == 200

    def test_twenty_unknown_codes_shut_the_door(self, guest: Person, room: str):
        for number in range(20):
            assert guest.call("POST", f"/rooms/ZZZZ{number:02}/join").code == 3001

        assert guest.call("POST", f"/rooms/{room}/join").code == 2005

    def test_who_was_in_an_archived_room_sits_nowhere(
        self, host: Person, guest: Person, full_house: str
    ):
        host.ok("DELETE", f"/rooms/{full_house}")

        assert [one.ok("GET", "/sessions/me")["room_id"] for one in (host, guest)] == [None, None]

    def test_an_archived_room(self, host: Person, guest: Person, room: str):
        host.ok("DELETE", f"/rooms/{room}")

        for method, path in (("POST", "/join"), ("GET", ""), ("GET", "/playback")):
            answer = guest.call(method, f"/rooms/{room}{path}")
            assert (answer.status, answer.code) == (410, 3006)


class TestLeaving:
    def test_by_leave(self, host: Person, guest: Person, full_house: str):
        guest.ok("POST", f"/rooms/{full_house}/leave")

        assert host.ok("GET", f"/rooms/{full_house}")["member_count"] == 1
        assert presence.seat(full_house, guest.id) is None

    def test_by_deleting_oneself(self, guest: Person, full_house: str):
        guest.ok("DELETE", f"/rooms/{full_house}/members/{guest.id}")

        assert guest.ok("GET", "/sessions/me")["room_id"] is None

    def test_twice_is_no_error(self, guest: Person, full_house: str):
        guest.ok("POST", f"/rooms/{full_house}/leave")
        guest.ok("POST", f"/rooms/{full_house}/leave")


class TestEditing:
    def test_parts(self, host: Person, room: str):
        edited = host.ok("PATCH", f"/rooms/{room}", {"name": "New", "settings": {"danmaku": False}})

        assert (edited["name"], edited["version"]) == ("New", 1)
        assert edited["settings"]["danmaku"] is False
        assert edited["settings"]["allow_control"] is True

    def test_the_whole_needs_the_name(self, host: Person, room: str):
        assert host.call("PUT", f"/rooms/{room}", {}).code == 4001
        assert host.ok("PUT", f"/rooms/{room}", {"name": "New"})["name"] == "New"

    def test_another_version_conflicts(self, host: Person, room: str):
        host.ok("PATCH", f"/rooms/{room}", {"name": "One", "version": 0})

        answer = host.call("PATCH", f"/rooms/{room}", {"name": "Two", "version": 0})

        assert (answer.status, answer.code) == (409, 3005)
        assert (answer.data["name"], answer.data["version"]) == ("One", 1)

    def test_guests_may_not(self, guest: Person, full_house: str):
        answer = guest.call("PATCH", f"/rooms/{full_house}", {"name": "Mine"})

        assert (answer.status, answer.code) == (403, 2003)
        assert answer.body["details"] == {"permission": ["manage"]}

    def test_private_needs_a_password(self, host: Person, stranger: Person, room: str):
        assert host.call("PATCH", f"/rooms/{room}", {"is_private": True}).code == 4002

        host.ok("PATCH", f"/rooms/{room}", {"is_private": True, "password": "pw"})

        assert stranger.call("POST", f"/rooms/{room}/join").code == 2004

    def test_another_film(self, host: Person, room: str):
        edited = host.ok("PATCH", f"/rooms/{room}", {"media_url": "https://films.example/2.mp4"})

        assert edited["media_url"] == "https://films.example/2.mp4"
        assert host.ok("GET", f"/rooms/{room}/playback")["version"] == 1

    def test_only_the_host_closes_it(self, host: Person, guest: Person, full_house: str):
        host.ok("PUT", f"/rooms/{full_house}/members/{guest.id}", {"role": "admin"})

        assert guest.call("DELETE", f"/rooms/{full_house}").code == 2003
        assert host.call("DELETE", f"/rooms/{full_house}").status == 200


class TestMembers:
    def test_the_host_makes_an_admin(self, host: Person, guest: Person, full_house: str):
        path = f"/rooms/{full_house}/members/{guest.id}"

        assert host.ok("PUT", path, {"role": "admin"})["role"] == "admin"
        assert guest.call("PATCH", f"/rooms/{full_house}", {"name": "Ours"}).status == 200

    def test_the_host_hands_over(self, host: Person, guest: Person, full_house: str):
        host.ok("PUT", f"/rooms/{full_house}/members/{guest.id}", {"role": "host"})

        roles = {
            m["nickname"]: m["role"]
            for m in guest.ok("GET", f"/rooms/{full_house}/members")["results"]
        }
        assert roles == {"host": "admin", "guest": "host"}
        assert guest.ok("GET", f"/rooms/{full_house}")["host_session_id"] == guest.id

    def test_rights_can_be_taken(self, host: Person, guest: Person, full_house: str):
        path = f"/rooms/{full_house}/members/{guest.id}"
        host.ok("PUT", path, {"permissions": {"control": False}})

        assert guest.call("POST", f"/rooms/{full_house}/play").code == 2003

    @pytest.mark.parametrize("body", [{"role": "admin"}, {"permissions": {"manage": True}}])
    def test_nobody_raises_themselves(self, guest: Person, full_house: str, body: dict):
        answer = guest.call("PUT", f"/rooms/{full_house}/members/{guest.id}", body)

        assert (answer.status, answer.code) == (403, 2003)
        assert RoomMember.objects.get(session_id=guest.id).role == "guest"

    @pytest.mark.parametrize(
        "body",
        [{"role": "king"}, {"permissions": {"fly": True}}, {"permissions": {"chat": 1}},
         {"permissions": []}, {"role": 5}],
    )  # fmt: skip
    def test_refuses_nonsense(self, host: Person, guest: Person, full_house: str, body: dict):
        answer = host.call("PUT", f"/rooms/{full_house}/members/{guest.id}", body)

        assert (answer.status, answer.code) == (400, 4002)

    def test_a_kick(self, host: Person, guest: Person, full_house: str):
        host.ok("DELETE", f"/rooms/{full_house}/members/{guest.id}")

        assert host.ok("GET", f"/rooms/{full_house}")["member_count"] == 1
        assert guest.call("POST", f"/rooms/{full_house}/join").code == 3007

    def test_a_ban_holds(self, host: Person, guest: Person, full_house: str):
        host.ok("DELETE", f"/rooms/{full_house}/members/{guest.id}", {"ban": True})

        answer = guest.call("POST", f"/rooms/{full_house}/join")

        assert (answer.status, answer.code) == (403, 3007)

    def test_the_host_is_not_kicked(self, host: Person, guest: Person, full_house: str):
        host.ok("PUT", f"/rooms/{full_house}/members/{guest.id}", {"role": "admin"})

        assert guest.call("DELETE", f"/rooms/{full_house}/members/{host.id}").code == 2003
        assert guest.ok("GET", f"/rooms/{full_house}")["member_count"] == 2

    def test_somebody_who_is_not_here(self, host: Person, stranger: Person, room: str):
        for target in (stranger.id, "nonsense"):
            assert host.call("DELETE", f"/rooms/{room}/members/{target}").code == 4002

    def test_a_refused_change_changes_no_name(self, guest: Person, full_house: str):
        path = f"/rooms/{full_house}/members/{guest.id}"

        assert guest.call("PUT", path, {"nickname": "New", "role": "admin"}).code == 2003
        assert guest.ok("GET", "/sessions/me")["nickname"] == "guest"

    def test_ones_own_nickname(self, guest: Person, host: Person, full_house: str):
        path = f"/rooms/{full_house}/members/{guest.id}"

        assert guest.ok("PUT", path, {"nickname": "New"})["nickname"] == "New"
        assert host.call("PUT", path, {"nickname": "Dumb"}).code == 2003


class TestLog:
    def test_stats_and_activities_are_for_managers(
        self, host: Person, guest: Person, full_house: str
    ):
        assert guest.call("GET", f"/rooms/{full_house}/stats").code == 2003
        assert guest.call("GET", f"/rooms/{full_house}/activities").code == 2003
        assert host.ok("GET", f"/rooms/{full_house}/stats")["member_count"] == 2
        kinds = [
            line["activity_type"]
            for line in host.ok("GET", f"/rooms/{full_house}/activities")["results"]
        ]
        assert sorted(kinds) == ["member_joined", "member_joined", "room_created"]

    def test_staff_may_look(self, admin_client: Client, full_house: str):
        assert call(admin_client, "GET", f"/rooms/{full_house}/stats").status == 200
        assert call(admin_client, "GET", "/stats").data["active_rooms"] == 1

    def test_server_stats_are_for_staff(self, host: Person):
        assert host.call("GET", "/stats").code == 2003

    def test_server_stats_are_for_nobody_in_particular_no_more(self):
        answer = call(Client(), "GET", "/stats")

        assert (answer.status, answer.code) == (401, 2001)

    def test_a_staff_members_token_is_staffs(self, full_house: str):
        name, password = "operator", "a long and unguessable one"
        User.objects.create_user(name, password=password, is_staff=True)
        signed_in = call(Client(), "POST", "/auth/login", {"username": name, "password": password})
        token = {"Authorization": f"Bearer {signed_in.data['access_token']}"}

        assert call(Client(), "GET", "/stats", **token).status == 200
        assert call(Client(), "GET", f"/rooms/{full_house}/activities", **token).status == 200
