"""Rooms in batches, for the staff."""

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group, User
from django.test import Client

from rooms.models import Room, RoomActivity
from tests.people import Person, call
from tests.sockets import sitting

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse"


def staff(name: str) -> dict[str, str]:
    """Sign one of the staff in over the API; returns the header of further calls."""
    user = User.objects.create_user(name, password=PASSWORD, is_staff=True)
    user.groups.set(Group.objects.filter(name=name))
    said = {"username": name, "password": PASSWORD}
    signed_in = call(Client(), "POST", "/auth/login", said)
    return {"Authorization": f"Bearer {signed_in.data['access_token']}"}


def batch(who: dict[str, str], action: str, *ids: str, client: Client | None = None):
    return call(client or Client(), "POST", "/rooms/batch", {"action": action, "ids": ids}, **who)


def test_each_room_has_its_own_answer(host: Person, guest: Person):
    first, second = host.make_room()["id"], guest.make_room()["id"]
    moderator = staff("moderator")

    answer = batch(moderator, "archive", first, first.lower(), "NOROOM", second)
    again = batch(moderator, "pause", first)

    told = [(line["id"], line["ok"], line["code"]) for line in answer.data["results"]]
    assert told == [(first, True, 200), ("NOROOM", False, 3001), (second, True, 200)]
    assert [line["code"] for line in again.data["results"]] == [3006]
    assert set(Room.objects.values_list("status", flat=True)) == {"archived"}
    lines = RoomActivity.objects.filter(operator="moderator")
    assert [line.activity_type for line in lines] == ["room_archived"] * 2


async def test_sockets_hear_of_it(host: Person, room: str):
    operator = await sync_to_async(staff)("operator")
    async with sitting(room, host) as (socket,):
        answer = await sync_to_async(batch)(operator, "delete", room)
        assert answer.data["results"][0]["ok"]
        assert await socket.closed() == 4410
    assert not await sync_to_async(Room.objects.exists)()


@pytest.mark.parametrize(
    ("action", "ids", "code"),
    [("paint", ["ROOM01"], 4002), ("archive", [], 4002), ("archive", ["X"] * 101, 4003),
     ("archive", "ROOM01", 4002), ("archive", [7], 4002)],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(action: str, ids: object, code: int, room: str):
    said = {"action": action, "ids": ids}
    answer = call(Client(), "POST", "/rooms/batch", said, **staff("operator"))

    assert (answer.status, answer.code) == (400, code)
    assert Room.objects.get().status == "active"


def test_a_key_gives_what_the_desk_was_answered_to_nobody_else(room: str):
    boss = User.objects.create_superuser("boss", password=PASSWORD)
    desk, keyed = Client(), {"Idempotency_Key": "1"}
    desk.force_login(boss)

    first, again = (batch(keyed, "archive", room, client=desk) for _ in range(2))
    other = batch(keyed, "archive", room)

    assert (first.status, again.headers["Idempotent-Replay"]) == (200, "true")
    assert (other.status, other.code) == (401, 2001)


@pytest.mark.parametrize("said", [None, {}, {"action": "paint", "ids": 7}])
def test_who_may_not_learns_nothing_of_the_body(host: Person, said: object):
    named = {"Authorization": f"Bearer {host.token}"}

    assert call(Client(), "POST", "/rooms/batch", said).code == 2001
    assert call(Client(), "POST", "/rooms/batch", said, **named).code == 2003


def test_nobody_else_may(host: Person, room: str):
    named = {"Authorization": f"Bearer {host.token}"}
    refused = [
        (batch(named, "archive", room), 2003, {"permission": ["staff"]}),
        (batch({}, "archive", room), 2001, None),
        (batch(staff("nobody"), "archive", room), 2003, {"permission": ["rooms.change_room"]}),
        (batch(staff("moderator"), "delete", room), 2003, {"permission": ["rooms.delete_room"]}),
    ]

    for answer, code, details in refused:
        assert answer.code == code
        assert answer.body.get("details") == details
    assert Room.objects.get().status == "active"


def test_the_admins_cookie_needs_the_forms_token(room: str):
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("boss", password="x"))

    forged = batch({}, "archive", room, client=client)
    assert (forged.code, Room.objects.get().status) == (2003, "active")

    client.get("/admin/rooms/room/")
    token = client.cookies["csrftoken"].value
    honest = batch({"X-CSRFToken": token}, "archive", room, client=client)
    assert honest.data["results"][0]["ok"]
