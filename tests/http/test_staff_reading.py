"""What the staff read of rooms over the API, by their group, and with none."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from rooms.models import RoomActivity
from tests.people import FILM, Person, call

pytestmark = pytest.mark.django_db

GROUPS = {"moderator", "operator", "superuser"}
KINDS = {*GROUPS, "staff"}
# Of a private room: what, and who of the staff reads it. "staff" is who is in no group.
READS = {
    "read members": ("/members", GROUPS),
    "read what is on": ("/playback", GROUPS),
    "read messages": ("/messages", GROUPS),
    "read danmaku": ("/danmaku", GROUPS),
    "export the chat": ("/messages/export", GROUPS),
    "read stats": ("/stats", KINDS),
    "read the audit log": ("/activities", KINDS),
    "read bans": ("/bans", set()),
    "read who asks to come in": ("/requests", set()),
    "read who came and went": ("/comings?since=0", set()),
}


def staff(kind: str) -> Client:
    client = Client()
    user = User.objects.create_user(kind, password="x", is_staff=True)
    user.is_superuser = kind == "superuser"
    user.save()
    user.groups.set(Group.objects.filter(name=kind))
    client.force_login(user)
    return client


@pytest.fixture
def private(host: Person) -> str:
    """A private room in which something was said."""
    room = host.make_room(is_private=True, password="pw")["id"]
    host.ok("POST", f"/rooms/{room}/messages", {"text": "between us"})
    return room


def origins(client: Client, room: str) -> set[Any]:
    lines = call(client, "GET", f"/rooms/{room}/activities").data["results"]
    return {line["ip_address"] for line in lines} | {line["user_agent"] for line in lines}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_they_read_what_their_group_may(kind: str, private: str):
    RoomActivity.objects.update(ip_address="203.0.113.7", user_agent="Browser")
    before = RoomActivity.objects.count()
    client = staff(kind)

    for name, (path, who) in READS.items():
        answer = client.get(f"/api/v1/rooms/{private}{path}")
        assert answer.status_code == 200 if kind in who else answer.status_code in (401, 403), name
        assert kind in who or b"between us" not in b"".join(answer), name
    film = client.get(f"/api/v1/rooms/{private}").json()["data"]["media_url"]
    assert (film == FILM) is (kind in GROUPS)
    shown = {"203.0.113.7", "Browser"} if kind in GROUPS else {None, ""}
    assert shown <= origins(client, private)
    # An export is noted, a refused one is not.
    assert RoomActivity.objects.count() - before == (kind in GROUPS)


def test_a_token_is_worth_as_much_as_its_owners_group(private: str):
    for kind, code in (("none", 403), ("moderator", 200)):
        password = "correct horse"
        user = User.objects.create_user(kind, password=password, is_staff=True)
        user.groups.set(Group.objects.filter(name=kind))
        said = {"username": kind, "password": password}
        token = call(Client(), "POST", "/auth/login", said).data["access_token"]
        answer = Client().get(
            f"/api/v1/rooms/{private}/messages/export", headers={"Authorization": f"Bearer {token}"}
        )
        assert answer.status_code == code
        members = call(
            Client(), "GET", f"/rooms/{private}/members", Authorization=f"Bearer {token}"
        )
        assert members.status == code


def test_without_one_they_still_read_where_they_sit(host: Person, private: str):
    host.client.force_login(User.objects.create_user("none", password="x", is_staff=True))

    assert host.ok("GET", f"/rooms/{private}/messages")["count"] == 1
    assert host.ok("GET", f"/rooms/{private}/members")["count"] == 1
