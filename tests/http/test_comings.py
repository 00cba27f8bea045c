"""Who came and went while one was away."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from common.clock import cloud_ms
from rooms.comings import Step, since_then
from rooms.models import RoomActivity, RoomMember
from tests.people import Person

pytestmark = pytest.mark.django_db


def go(person: Person, room: str, *deeds: str) -> None:
    for deed in deeds:
        person.ok("POST", f"/rooms/{room}/{deed}")


def told(person: Person, room: str, since_ms: int = 0) -> dict[str, str]:
    found = person.ok("GET", f"/rooms/{room}/comings?since={since_ms}")["results"]
    return {one["nickname"]: one["what"] for one in found}


@pytest.mark.parametrize(
    ("moves", "what"),
    [("+", "joined"), ("-", "left"), ("+-", "visited"), ("-+", None), ("+-+", "joined")],
)
def test_what_counts_is_who_was_here_and_who_is(moves: str, what: str | None):
    found = since_then(Step("x", move == "+") for move in moves)

    assert found.get("x") == what


def test_names_who_is_new_who_is_gone_and_who_only_visited(
    host: Person, guest: Person, stranger: Person, full_house: str
):
    since_ms = cloud_ms() + 1
    RoomActivity.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    RoomMember.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    newcomer, flapping = Person.arrive("newcomer"), Person.arrive("flapping")
    go(stranger, full_house, "join", "leave")
    go(newcomer, full_house, "join")
    go(guest, full_house, "leave")
    go(flapping, full_house, "join", "leave", "join")

    wanted = {
        "stranger": "visited",
        "newcomer": "joined",
        "guest": "left",
        "flapping": "joined",
    }
    assert told(host, full_house, since_ms - 1000) == wanted
    # Of oneself nothing is told, nor of before one first came.
    assert "newcomer" not in told(newcomer, full_house)
    assert "stranger" not in told(newcomer, full_house)
    assert told(host, full_house, cloud_ms() + 60_000) == {}


def test_who_is_sent_out_has_left_and_is_not_gone_twice(
    host: Person, guest: Person, full_house: str
):
    host.ok("DELETE", f"/rooms/{full_house}/members/{guest.id}", {"ban": True})
    since_ms = cloud_ms() - 30_000
    RoomMember.objects.filter(session_id=host.id).update(
        created_at=timezone.now() - timedelta(hours=1)
    )
    RoomActivity.objects.filter(activity_type="member_joined").update(
        created_at=timezone.now() - timedelta(hours=1)
    )
    assert told(host, full_house, since_ms) == {"guest": "left"}

    RoomMember.objects.filter(session_id=guest.id).update(
        left_at=timezone.now() - timedelta(minutes=5)
    )
    assert told(host, full_house, since_ms) == {}


@pytest.mark.parametrize(
    "query", ["", "?since=", "?since=x", "?since=-1", "?since=1e9", "?since=" + "9" * 16]
)
def test_refuses_odd_moments(host: Person, room: str, query: Any):
    assert host.call("GET", f"/rooms/{room}/comings{query}").status == 400


def test_is_for_members(stranger: Person, room: str):
    assert stranger.call("GET", f"/rooms/{room}/comings?since=0").code == 2003
