"""Rooms in which managers say who comes in: knocking, the answer, and who need not knock."""

from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.utils import timezone

from common.clock import cloud_ms
from rooms.models import JoinRequest, Room, RoomActivity, RoomBan, RoomMember
from rooms.services import approval, lifecycle
from tests.http.test_accounts import MIA, as_person, post
from tests.people import Answer, Person
from tests.sockets import Socket, path_of, sitting

pytestmark = pytest.mark.django_db

PENDING = {"approval": ["pending"]}
REFUSED = {"approval": ["refused"]}


@pytest.fixture
def door(host: Person) -> str:
    """A public room whose managers say who comes in, its host inside."""
    return host.make_room(settings={"approval": True})["id"]


def join(person: Person, room: str, **body: Any) -> Answer:
    return person.call("POST", f"/rooms/{room}/join", body)


def answer(host: Person, room: str, person: Person, approve: bool) -> Answer:
    return host.call("PUT", f"/rooms/{room}/requests/{person.id}", {"approve": approve})


def waiting(host: Person, room: str) -> list[str]:
    return [one["nickname"] for one in host.ok("GET", f"/rooms/{room}/requests")["results"]]


def later(**ago: int) -> None:
    """Let time pass for those who have asked."""
    for request in JoinRequest.objects.all():
        request.seen_at -= timedelta(**ago)
        request.decided_at = request.decided_at and request.decided_at - timedelta(**ago)
        request.save()


def logged(room: str) -> list[str]:
    lines = RoomActivity.objects.filter(room_id=room, activity_type__startswith="join_")
    return list(lines.order_by("pk").values_list("activity_type", flat=True))


def test_a_stranger_waits_until_let_in(host: Person, guest: Person, door: str):
    refused = join(guest, door)

    assert (refused.status, refused.code, refused.body["details"]) == (403, 2003, PENDING)
    assert not RoomMember.objects.filter(session_id=guest.id).exists()
    assert waiting(host, door) == ["guest"]
    assert join(guest, door).body["details"] == PENDING
    assert waiting(host, door) == ["guest"]

    assert answer(host, door, guest, True).data["state"] == "approved"
    assert answer(host, door, guest, True).status == 200
    assert waiting(host, door) == []
    assert join(guest, door).status == 200
    assert logged(door) == ["join_requested", "join_approved"]


def test_who_was_let_in_need_not_ask_again_unless_sent_out(host: Person, guest: Person, door: str):
    join(guest, door)
    answer(host, door, guest, True)
    join(guest, door)
    guest.ok("POST", f"/rooms/{door}/leave")
    RoomMember.objects.filter(session_id=guest.id).update(
        left_at=timezone.now() - timedelta(hours=2)
    )
    assert join(guest, door).status == 200

    host.ok("DELETE", f"/rooms/{door}/members/{guest.id}", {"minutes": 1})
    Room.objects.get(pk=door).bans.all().delete()
    assert join(guest, door).body["details"] == PENDING


def test_hosts_and_admins_come_in_without_asking(host: Person, guest: Person, door: str):
    join(guest, door)
    answer(host, door, guest, True)
    join(guest, door)
    host.ok("PUT", f"/rooms/{door}/members/{guest.id}", {"role": "admin"})
    for person in (host, guest):
        person.ok("POST", f"/rooms/{door}/leave")
    JoinRequest.objects.all().delete()

    assert join(host, door).status == join(guest, door).status == 200


def test_a_host_of_yesterday_need_not_ask(host: Person, guest: Person, door: str):
    host.ok("POST", f"/rooms/{door}/leave")
    RoomMember.objects.filter(session_id=host.id).update(role="guest", role_before="host")

    assert join(host, door).status == 200


def test_a_refusal_holds_for_ten_minutes(host: Person, guest: Person, door: str):
    join(guest, door)
    answer(host, door, guest, False)

    refused = join(guest, door)
    assert (refused.code, refused.body["details"]) == (2003, REFUSED)
    assert 590 <= int(refused.headers["Retry-After"]) <= 600
    assert waiting(host, door) == []
    later(minutes=10)
    assert join(guest, door).body["details"] == PENDING
    assert answer(host, door, guest, False).status == 200
    # A change of mind.
    assert answer(host, door, guest, True).status == 200
    assert join(guest, door).status == 200


def test_requests_of_who_has_gone_expire(host: Person, guest: Person, door: str):
    join(guest, door)
    later(minutes=2)

    assert waiting(host, door) == []
    assert answer(host, door, guest, True).code == 4002
    async_to_sync(lifecycle.sweep_rooms)(now_ms=cloud_ms())
    assert not JoinRequest.objects.exists()
    assert join(guest, door).body["details"] == PENDING
    assert waiting(host, door) == ["guest"]


def test_a_flood_of_requests_is_refused(
    host: Person, guest: Person, stranger: Person, door: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(approval, "MOST_OF_ADDRESS", 1)
    join(guest, door)
    many = join(stranger, door)
    assert (many.status, many.code, join(guest, door).code) == (429, 2005, 2003)

    monkeypatch.setattr(approval, "MOST_OF_ADDRESS", 100)
    monkeypatch.setattr(approval, "MOST_WAITING", 1)
    assert join(Person.arrive("third"), door).code == 2005
    assert waiting(host, door) == ["guest"]
    assert logged(door) == ["join_requested"]


def test_switching_it_on_leaves_those_in_who_are_here(
    host: Person, guest: Person, stranger: Person, full_house: str
):
    host.ok("PATCH", f"/rooms/{full_house}", {"settings": {"approval": True}})
    guest.ok("POST", f"/rooms/{full_house}/leave")

    assert join(guest, full_house).status == 200
    assert join(stranger, full_house).body["details"] == PENDING
    host.ok("PATCH", f"/rooms/{full_house}", {"settings": {"approval": False}})
    assert join(stranger, full_house).status == 200


def test_a_private_room_asks_for_its_password_first_and_once(
    host: Person, guest: Person, stranger: Person
):
    room = host.make_room(is_private=True, password="sesame", settings={"approval": True})["id"]

    assert join(guest, room, password="wrong").code == 2004
    assert waiting(host, room) == []
    assert join(guest, room, password="sesame").body["details"] == PENDING
    assert join(guest, room).body["details"] == PENDING
    answer(host, room, guest, True)
    host.ok("PATCH", f"/rooms/{room}", {"password": "another"})
    assert join(guest, room).code == 2004
    assert join(guest, room, password="another").body["details"] == PENDING
    answer(host, room, guest, True)
    assert join(guest, room).status == 200
    assert join(stranger, room).code == 2004


def test_an_account_is_known_by_its_next_session(host: Person, door: str):
    mia = as_person(post("register", MIA).data)
    join(mia, door)
    answer(host, door, mia, True)

    assert join(as_person(post("login", MIA).data), door).status == 200


def test_only_managers_see_and_answer(host: Person, guest: Person, stranger: Person, door: str):
    join(guest, door)
    answer(host, door, guest, True)
    join(guest, door)
    join(stranger, door)

    for person in (guest, stranger):
        assert person.call("GET", f"/rooms/{door}/requests").code == 2003
        assert answer(person, door, stranger, True).code == 2003
    assert waiting(host, door) == ["stranger"]
    for bad in ({}, {"approve": "yes"}, {"approve": None}):
        path = f"/rooms/{door}/requests/{stranger.id}"
        assert host.call("PUT", path, bad).status == 400
    assert host.call("PUT", f"/rooms/{door}/requests/nobody", {"approve": True}).code == 4002
    assert answer(host, door, host, True).code == 4002
    assert waiting(host, door) == ["stranger"]


async def test_the_socket_refuses_likewise_and_managers_hear_of_it(
    host: Person, guest: Person, stranger: Person, door: str
):
    await sync_to_async(join)(guest, door)
    await sync_to_async(answer)(host, door, guest, True)
    async with sitting(door, host, guest) as (hosts, guests):
        refused = Socket(path_of(door, stranger.token))
        await refused.wire.connect(timeout=60)
        error = (await refused.next())["data"]
        assert (error["code"], error["details"], await refused.closed()) == (2003, PENDING, 4403)
        await refused.close()

        told = await hosts.event("system")
        data = told["data"]
        assert (told["session_id"], data["event"]) == (stranger.id, "join_requested")
        assert data["session_id"] == stranger.id
        assert data["text"] == data["nickname"] == "stranger"
        await sync_to_async(join)(stranger, door)
        await hosts.silence()
        await sync_to_async(answer)(host, door, stranger, True)
        told = await hosts.event("system")
        assert (told["session_id"], told["data"]["event"]) == (host.id, "join_approved")
        await guests.silence()
        await (await Socket(path_of(door, stranger.token)).open()).close()


class TestRebuilding:
    def test_is_for_those_who_need_not_ask(
        self, host: Person, guest: Person, stranger: Person, door: str
    ):
        join(guest, door)
        answer(host, door, guest, True)
        join(guest, door)
        host.ok("DELETE", f"/rooms/{door}")

        refused = stranger.call("POST", f"/rooms/{door}/rebuild")
        assert (refused.code, refused.body["details"]) == (2003, {"approval": ["member"]})
        assert Room.objects.count() == 1
        successor = guest.ok("POST", f"/rooms/{door}/rebuild")["id"]
        assert join(host, successor).status == 200
        assert stranger.call("POST", f"/rooms/{door}/rebuild").body["details"] == PENDING


def test_heads_who_were_sent_out_ask_anew_and_once(host: Person, guest: Person, door: str):
    join(guest, door)
    answer(host, door, guest, True)
    join(guest, door)
    host.ok("PUT", f"/rooms/{door}/members/{guest.id}", {"role": "admin"})
    host.ok("DELETE", f"/rooms/{door}/members/{guest.id}")
    RoomBan.objects.all().delete()

    assert join(guest, door).body["details"] == PENDING
    answer(host, door, guest, True)
    assert join(guest, door).status == 200
    # Let in again, an admin is one as before.
    guest.ok("POST", f"/rooms/{door}/leave")
    JoinRequest.objects.all().delete()
    assert join(guest, door).status == 200


def test_two_knocks_at_once_are_one(
    host: Person, guest: Person, door: str, monkeypatch: pytest.MonkeyPatch
):
    join(guest, door)
    # The second looks before the first is written down.
    monkeypatch.setattr(approval, "lock_request", lambda *_: None)

    knock = join(guest, door)

    assert (knock.status, knock.body["details"]) == (403, PENDING)
    assert waiting(host, door) == ["guest"]
    assert logged(door) == ["join_requested"]
