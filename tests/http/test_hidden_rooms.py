"""What strangers see of a room at whose door one knocks: that it is there, and nothing inside."""

from typing import Any

import pytest
from django.test import Client

from rooms.models import Room
from rooms.services import approval
from tests.people import FILM, Answer, Person, call

pytestmark = pytest.mark.django_db

INSIDE = ("members", "playback", "messages", "danmaku")


@pytest.fixture
def door(host: Person) -> str:
    """A public room, its film playing, whose managers say who comes in."""
    room = host.make_room(name="Otters", settings={"approval": True})["id"]
    host.ok("PUT", f"/rooms/{room}/playback", {"playback_state": "playing", "current_time": 40})
    return room


def film_of(room: dict[str, Any]) -> tuple[Any, ...]:
    facts = ("media_url", "playback_state", "current_time", "duration", "playback_rate")
    return tuple(room[name] for name in facts)


NO_FILM = ("", "paused", 0, 0, 1)


def told(answer: Answer) -> tuple[Any, ...]:
    return answer.status, answer.code, answer.body.get("details")


def test_strangers_are_refused_as_by_a_private_room(host: Person, stranger: Person, door: str):
    private = Person.arrive().make_room(is_private=True, password="pw")["id"]

    for what in INSIDE:
        for ask in (stranger.call, lambda *a: call(Client(), *a)):
            hidden, wanted = (
                ask("GET", f"/rooms/{door}/{what}"),
                ask("GET", f"/rooms/{private}/{what}"),
            )
            assert told(hidden) == told(wanted), what
            assert hidden.status in (401, 403), what
        assert host.call("GET", f"/rooms/{door}/{what}").status == 200


def test_the_room_itself_is_seen_and_not_its_film(host: Person, stranger: Person, door: str):
    seen = stranger.ok("GET", f"/rooms/{door}")

    assert (seen["name"], seen["settings"]["approval"], seen["member_count"]) == ("Otters", True, 1)
    assert film_of(seen) == NO_FILM
    inside = host.ok("GET", f"/rooms/{door}")
    assert seen.keys() == inside.keys()
    assert film_of(inside)[:2] == (FILM, "playing")
    assert inside["current_time"] >= 40


def test_lists_name_the_room_and_not_its_film(host: Person, stranger: Person, door: str):
    Person.arrive().make_room(name="Open")

    listed = {room["name"]: room for room in stranger.ok("GET", "/rooms")["results"]}
    assert film_of(listed["Otters"]) == NO_FILM
    assert listed["Open"]["media_url"] == FILM
    page = Client().get("/").content.decode()
    assert "Otters" in page
    assert "先敲门" in page
    assert "放映中" not in page


def test_who_waits_is_a_stranger_until_inside(host: Person, guest: Person, door: str):
    guest.call("POST", f"/rooms/{door}/join")
    assert guest.call("GET", f"/rooms/{door}/members").code == 2003
    host.ok("PUT", f"/rooms/{door}/requests/{guest.id}", {"approve": True})
    assert guest.call("GET", f"/rooms/{door}/playback").code == 2003

    guest.ok("POST", f"/rooms/{door}/join")
    assert guest.ok("GET", f"/rooms/{door}/members")["count"] == 2
    guest.ok("POST", f"/rooms/{door}/leave")
    assert guest.call("GET", f"/rooms/{door}/members").code == 2003


def test_the_setting_hides_and_shows_at_once(host: Person, stranger: Person, room: str):
    for is_on, status in ((True, 403), (False, 200)):
        host.ok("PATCH", f"/rooms/{room}", {"settings": {"approval": is_on}})
        for what in ("members", "playback"):
            assert stranger.call("GET", f"/rooms/{room}/{what}").status == status
    assert stranger.ok("GET", f"/rooms/{room}")["media_url"] == FILM
    assert not approval.is_on(Room.objects.get(pk=room))
