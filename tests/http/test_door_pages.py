"""The pages before a room's door: knocking with a name, waiting, being refused."""

import pytest
from django.test import Client

from rooms.models import JoinRequest
from rooms.services import approval
from tests.http.test_approval import answer, door, waiting
from tests.people import Person

pytestmark = pytest.mark.django_db

__all__ = ["door"]


def knock(client: Client, room: str, nickname: str = "小明") -> int:
    return client.post(f"/room/{room}", {"nickname": nickname}).status_code


def shown(client: Client, room: str) -> str:
    return client.get(f"/room/{room}", headers={"Accept-Language": "en"}).content.decode()


def test_looking_at_the_door_is_no_knock(host: Person, door: str):
    client = Client()

    assert "Knock" in shown(client, door)
    assert "room-config" not in shown(client, door)
    assert not JoinRequest.objects.exists()


def test_knocking_waiting_and_coming_in(host: Person, door: str):
    client = Client()
    client.get(f"/room/{door}")

    assert knock(client, door) == 302
    assert "You have knocked" in shown(client, door)
    assert waiting(host, door) == ["小明"]
    request = JoinRequest.objects.get()
    path = f"/rooms/{door}/requests/{request.session_id}"
    host.ok("PUT", path, {"approve": False})
    assert "It does not suit them" in shown(client, door)
    host.ok("PUT", path, {"approve": True})
    assert "room-config" in shown(client, door)


def test_an_empty_name_keeps_the_old_one_and_a_long_one_is_refused(host: Person, door: str):
    client = Client()
    client.get(f"/room/{door}")

    assert knock(client, door, "x" * 33) == 400
    assert not JoinRequest.objects.exists()
    assert knock(client, door, " \u200b ") == 302
    assert waiting(host, door)[0] not in ("", " ")


def test_too_many_are_told_to_come_later(host: Person, door: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(approval, "MOST_WAITING", 0)
    client = Client(headers={"Accept-Language": "en"})

    told = client.post(f"/room/{door}", {"nickname": "小明"})
    assert (told.status_code, told.content.count(b"Too many are asking")) == (429, 1)


def test_a_private_room_asks_for_its_password_before(host: Person):
    settings = {"approval": True}
    room = host.make_room(is_private=True, password="sesame", settings=settings)["id"]
    client = Client()

    assert "This room is private" in shown(client, room)
    assert client.post(f"/room/{room}", {"password": "sesame"}).status_code == 302
    assert "You have knocked" in shown(client, room)
    assert len(waiting(host, room)) == 1


def test_opening_it_anew_is_for_others(host: Person, guest: Person, door: str):
    host.ok("DELETE", f"/rooms/{door}")

    refused = Client(headers={"Accept-Language": "en"}).post(f"/room/{door}/rebuild")

    assert refused.status_code == 403
    assert b"opened again by somebody who was inside" in refused.content
    assert answer(host, door, guest, True).code == 3006
