"""What the staff read of rooms over the API, by their group, and with none."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from rooms.models import RoomActivity
from tests.people import Person, call

pytestmark = pytest.mark.django_db

READING = ("messages", "danmaku", "messages/export")
KINDS = ("moderator", "operator", "superuser")


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
    host.ok("POST", f"/rooms/{room}/join", {"password": "pw"})
    host.ok("POST", f"/rooms/{room}/messages", {"text": "between us"})
    return room


def status(client: Client, room: str, what: str) -> int:
    return client.get(f"/api/v1/rooms/{room}/{what}").status_code


def origins(client: Client, room: str) -> set[Any]:
    lines = call(client, "GET", f"/rooms/{room}/activities").data["results"]
    return {line["ip_address"] for line in lines} | {line["user_agent"] for line in lines}


@pytest.mark.parametrize("kind", KINDS)
def test_with_a_group_they_read_all(kind: str, private: str):
    RoomActivity.objects.update(ip_address="203.0.113.7", user_agent="Browser")
    client = staff(kind)

    for what in (*READING, "stats", "activities"):
        assert status(client, private, what) == 200, what
    assert {"203.0.113.7", "Browser"} <= origins(client, private)


def test_without_one_they_read_numbers_and_deeds_but_no_words_and_no_addresses(private: str):
    RoomActivity.objects.update(ip_address="203.0.113.7", user_agent="Browser")
    before = RoomActivity.objects.count()
    client = staff("none")

    for what in READING:
        answer = client.get(f"/api/v1/rooms/{private}/{what}")
        assert answer.status_code in (401, 403), what
        assert b"between us" not in answer.content
    assert status(client, private, "stats") == status(client, private, "activities") == 200
    assert origins(client, private) == {None, ""}
    # Nor is a refused export noted as one.
    assert RoomActivity.objects.count() == before


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


def test_without_one_they_still_read_where_they_sit(host: Person, private: str):
    host.client.force_login(User.objects.create_user("none", password="x", is_staff=True))

    assert host.call("GET", f"/rooms/{private}/messages").data["count"] == 1
