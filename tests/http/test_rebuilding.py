"""A room that is over is opened anew with one press."""

import pytest
from asgiref.sync import async_to_sync
from django.test import Client

from common.clock import cloud_ms
from rooms.models import Room, RoomActivity, RoomMember
from rooms.services import leaving, lifecycle
from tests.people import FILM, Person

pytestmark = pytest.mark.django_db

MINUTE = 60_000
sweep_rooms = async_to_sync(lifecycle.sweep_rooms)


def expire(room: str) -> None:
    """Everybody leaves, and ten minutes pass."""
    for member in RoomMember.objects.filter(room_id=room, is_active=True):
        async_to_sync(leaving.leave_room)(
            room_id=room, session_id=member.session_id, now_ms=cloud_ms()
        )
    sweep_rooms(now_ms=cloud_ms() + 11 * MINUTE)
    assert Room.objects.get(pk=room).status == "inactive"


def rebuild(person: Person, room: str, **body: str) -> dict:
    return person.ok("POST", f"/rooms/{room}/rebuild", body)


class TestWhatIsKept:
    KEPT = ("name", "description", "max_users", "settings", "media_url", "is_private", "duration")

    def test_the_room_as_it_was(self, host: Person):
        old = host.make_room(
            description="Bring popcorn", max_users=3, settings={"allow_control": False}
        )
        host.ok("PATCH", f"/rooms/{old['id']}", {"name": "Later"})
        host.ok("POST", f"/rooms/{old['id']}/seek", {"current_time": 91})
        before = host.ok("GET", f"/rooms/{old['id']}")
        expire(old["id"])

        new = rebuild(host, old["id"])

        assert new["id"] != old["id"]
        assert {name: new[name] for name in self.KEPT} == {name: before[name] for name in self.KEPT}
        assert (new["status"], new["member_count"], new["host_session_id"]) == (
            "active",
            1,
            host.id,
        )

    def test_the_film_waits_where_it_was_left(self, host: Person, room: str):
        host.ok("POST", f"/rooms/{room}/seek", {"current_time": 91})
        host.ok("POST", f"/rooms/{room}/play")
        expire(room)

        playback = host.ok("GET", f"/rooms/{rebuild(host, room)['id']}/playback")

        assert playback["playback_state"] == "paused"
        assert 91 <= playback["current_time"] < 100
        assert (playback["playback_rate"], playback["version"]) == (1, 0)

    def test_it_says_in_whose_place_it_stands(self, host: Person, room: str):
        expire(room)

        new = rebuild(host, room)

        made = RoomActivity.objects.get(room_id=new["id"], activity_type="room_created")
        assert made.details["rebuilt_from"] == room

    def test_a_room_that_was_closed(self, host: Person, guest: Person, full_house: str):
        host.ok("DELETE", f"/rooms/{full_house}")

        assert rebuild(guest, full_house)["host_session_id"] == guest.id


class TestOneSuccessor:
    def test_two_who_press_meet(self, host: Person, guest: Person, full_house: str):
        expire(full_house)

        first = guest.call("POST", f"/rooms/{full_house}/rebuild")
        second = host.call("POST", f"/rooms/{full_house}/rebuild")

        assert (first.status, second.status) == (201, 200)
        assert first.data["id"] == second.data["id"]
        assert second.data["member_count"] == 2
        assert second.data["host_session_id"] == guest.id

    def test_a_room_that_is_open_stands_in_its_own_place(self, guest: Person, room: str):
        assert rebuild(guest, room)["id"] == room
        assert Room.objects.count() == 1

    def test_the_oldest_link_leads_to_the_newest_room(self, host: Person, guest: Person, room: str):
        expire(room)
        second = rebuild(host, room)["id"]
        expire(second)

        third = rebuild(guest, room)["id"]

        assert third not in (room, second)
        assert rebuild(host, second)["id"] == rebuild(host, room)["id"] == third

    def test_a_successor_outlives_the_old_room(self, host: Person, room: str):
        expire(room)
        new = rebuild(host, room)["id"]
        Room.objects.filter(pk=room).delete()

        assert host.ok("GET", f"/rooms/{new}")["status"] == "active"

    def test_a_full_one_is_full(self, host: Person, guest: Person, room: str):
        host.ok("PATCH", f"/rooms/{room}", {"max_users": 1})
        expire(room)
        new = rebuild(host, room)["id"]

        answer = guest.call("POST", f"/rooms/{room}/rebuild")

        assert (answer.status, answer.code) == (409, 3002)
        assert RoomMember.objects.filter(room_id=new).count() == 1


class TestPrivate:
    @pytest.fixture
    def over(self, host: Person, guest: Person) -> str:
        room = host.make_room(is_private=True, password="pw")["id"]
        guest.ok("POST", f"/rooms/{room}/join", {"password": "pw"})
        expire(room)
        return room

    def test_who_was_let_in_needs_no_password(self, host: Person, guest: Person, over: str):
        new = rebuild(guest, over)

        assert new["is_private"]
        assert rebuild(host, over)["member_count"] == 2

    def test_it_keeps_its_password(self, guest: Person, stranger: Person, over: str):
        new = rebuild(guest, over)["id"]

        assert stranger.call("POST", f"/rooms/{new}/join").code == 2004
        assert stranger.call("POST", f"/rooms/{new}/join", {"password": "pw"}).status == 200

    @pytest.mark.parametrize("body", [{}, {"password": "wrong"}])
    def test_strangers_do_not_rebuild_it(self, stranger: Person, over: str, body: dict):
        answer = stranger.call("POST", f"/rooms/{over}/rebuild", body)

        assert (answer.status, answer.code) == (403, 2004)
        assert Room.objects.count() == 1

    def test_whoever_knows_the_password_does(self, stranger: Person, over: str):
        assert rebuild(stranger, over, password="pw")["is_private"]

    def test_guessing_is_stopped(self, stranger: Person, over: str):
        for _ in range(10):
            stranger.call("POST", f"/rooms/{over}/rebuild", {"password": "wrong"})

        answer = stranger.call("POST", f"/rooms/{over}/rebuild", {"password": "pw"})

        assert (answer.status, Room.objects.count()) == (429, 1)

    def test_who_was_sent_out_shows_it_again(self, host: Person, guest: Person):
        room = host.make_room(is_private=True, password="pw")["id"]
        guest.ok("POST", f"/rooms/{room}/join", {"password": "pw"})
        host.ok("DELETE", f"/rooms/{room}/members/{guest.id}")
        expire(room)

        assert guest.call("POST", f"/rooms/{room}/rebuild").code == 2004
        assert rebuild(guest, room, password="pw")["is_private"]

    def test_a_new_password_of_the_successor_holds(self, host: Person, guest: Person, over: str):
        new = rebuild(host, over)["id"]
        host.ok("PATCH", f"/rooms/{new}", {"password": "other"})

        assert guest.call("POST", f"/rooms/{over}/rebuild", {"password": "pw"}).code == 2004
        assert rebuild(guest, over, password="other")["id"] == new

        expire(new)
        assert guest.call("POST", f"/rooms/{over}/rebuild").status == 201


class TestRefused:
    def test_who_was_banned(self, host: Person, guest: Person, full_house: str):
        host.ok("DELETE", f"/rooms/{full_house}/members/{guest.id}", {"ban": True})
        expire(full_house)

        answer = guest.call("POST", f"/rooms/{full_house}/rebuild")

        assert (answer.status, answer.code, Room.objects.count()) == (403, 3007, 1)

    def test_a_room_that_never_was(self, guest: Person):
        for code in ("ZZZZZZ", "nonsense"):
            assert guest.call("POST", f"/rooms/{code}/rebuild").code == 3001

    def test_nobody(self, client: Client, room: str):
        expire(room)

        assert client.post(f"/api/v1/rooms/{room}/rebuild").status_code == 401
        assert Room.objects.count() == 1


def test_the_new_room_shows_the_same_film(host: Person, room: str):
    expire(room)

    assert rebuild(host, room)["media_url"] == FILM


class TestPage:
    @pytest.fixture
    def over(self, host: Person, guest: Person, full_house: str) -> str:
        expire(full_house)
        return full_house

    @staticmethod
    def come(client: Client, person: Person) -> None:
        client.cookies["xiaowo_session"] = person.token

    def test_offers_it_with_one_press(self, client: Client, over: str):
        response = client.get(f"/room/{over}")
        page = response.content.decode()

        assert response.status_code == 410
        assert "房间已过期" in page
        assert f'action="/room/{over}/rebuild"' in page
        assert 'type="password"' not in page

    def test_leads_all_to_the_same_room(self, client: Client, host: Person, over: str):
        self.come(client, host)
        first = client.post(f"/room/{over}/rebuild")
        second = Client().post(f"/room/{over}/rebuild")

        assert first.status_code == 302
        assert first.headers["Location"] == second.headers["Location"]
        assert client.get(first.headers["Location"]).status_code == 200
        assert "进入新房间" in client.get(f"/room/{over}").content.decode()

    def test_asks_strangers_of_a_private_one(self, client: Client, host: Person):
        room = host.make_room(name="Secret", is_private=True, password="pw")["id"]
        expire(room)

        page = client.get(f"/room/{room}").content.decode()
        wrong = client.post(f"/room/{room}/rebuild", {"password": "wrong"})
        empty = client.post(f"/room/{room}/rebuild")
        right = client.post(f"/room/{room}/rebuild", {"password": "pw"})

        assert 'type="password"' in page
        assert FILM not in page
        assert (wrong.status_code, empty.status_code, right.status_code) == (403, 403, 302)
        assert "密码不对" in wrong.content.decode()
        assert Room.objects.count() == 2

    def test_its_address_opened_by_hand(self, client: Client, over: str):
        response = client.get(f"/room/{over.lower()}/rebuild")

        assert response.headers["Location"] == f"/room/{over}"
        assert Room.objects.count() == 1

    def test_a_form_without_its_token(self, over: str):
        assert Client(enforce_csrf_checks=True).post(f"/room/{over}/rebuild").status_code == 403
        assert Room.objects.count() == 1

    def test_a_room_that_never_was(self, client: Client):
        assert client.post("/room/ZZZZZZ/rebuild").status_code == 404
