"""Chat over HTTP: saying, reading back without end, and taking it along as a file."""

import json
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.test import Client

from rooms.models import RoomActivity, SyncMessage
from rooms.services import chat_export
from tests.people import UNSEEN, Person

pytestmark = pytest.mark.django_db


def say(person: Person, room: str, text: str, **more: Any) -> dict[str, Any]:
    answer = person.call("POST", f"/rooms/{room}/messages", {"text": text, **more})
    assert answer.status == 201, answer.body
    return answer.data


def fetch(client: Client, room: str, query: str, **headers: str) -> tuple[int, str, Any]:
    answer = client.get(f"/api/v1/rooms/{room}/messages/export{query}", headers=headers)
    text = async_to_sync(whole)(answer) if answer.streaming else answer.content.decode()
    return answer.status_code, text, answer.headers


async def whole(answer: Any) -> str:
    return b"".join([piece async for piece in answer]).decode()


def exported(person: Person, room: str, query: str = "") -> tuple[int, str, Any]:
    return fetch(person.client, room, query, Authorization=f"Bearer {person.token}")


class TestSaying:
    def test_reaches_the_history_like_a_frame(self, host: Person, guest: Person, full_house: str):
        asked = say(host, full_house, " who? ")
        line = say(
            guest, full_house, "me", reply_to=asked["message_id"], mentions=[host.id], client_id="1"
        )

        assert (asked["text"], line["client_id"], line["mentions"]) == ("who?", "1", [host.id])
        assert line["reply_to"] == {
            "message_id": asked["message_id"],
            "nickname": "host",
            "text": "who?",
        }
        read = host.ok("GET", f"/rooms/{full_house}/messages")
        assert (read["count"], read["results"]) == (2, [asked, line])

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({}, 4001),
            ({"text": " \n"}, 4002),
            *(({"text": f"{unseen}\n\u200d"}, 4002) for unseen in UNSEEN),
            ({"text": "x" * 501}, 4003),
            ({"text": "a\n" * 10_000}, 4003),
            ({"text": ["x"]}, 4002),
            ({"text": "x", "danmaku": "yes"}, 4002),
            ({"text": "x", "mentions": "all"}, 4002),
            ({"text": "x", "mentions": ["a"] * 11}, 4003),
            ({"text": "x", "reply_to": "x" * 65}, 4003),
            ({"text": "x", "reply_to": "forged"}, 4002),
        ],
    )
    def test_refuses(self, host: Person, room: str, body: dict[str, Any], code: int):
        answer = host.call("POST", f"/rooms/{room}/messages", body)

        assert (answer.status, answer.code) == (400, code)
        assert not SyncMessage.objects.exists()

    def test_leaves_emoji_braille_and_rare_signs_as_they_are(self, host: Person, room: str):
        # The last two came with Unicode 15 and 15.1.
        text = "\u2764\ufe0f \U0001f469\u200d\U0001f680 \u2801\u2800\u2802 \U0001fae8 \U0002ebf0"

        assert host.ok("POST", f"/rooms/{room}/messages", {"text": text})["text"] == text

    def test_is_for_members_with_a_voice(
        self, host: Person, guest: Person, stranger: Person, full_house: str
    ):
        path = f"/rooms/{full_house}/messages"
        silence = {"permissions": {"chat": False}}
        host.ok("PUT", f"/rooms/{full_house}/members/{guest.id}", silence)

        assert guest.call("POST", path, {"text": "x"}).code == 3007
        assert stranger.call("POST", path, {"text": "x"}).code == 2003
        assert not SyncMessage.objects.exists()

    def test_history_goes_back_to_the_first_line(self, host: Person, room: str):
        lines = [say(host, room, str(number))["message_id"] for number in range(7)]
        host.ok("DELETE", f"/rooms/{room}/messages/{lines[3]}")

        seen: list[str] = []
        query, has_more = "?size=2", True
        while has_more:
            page = host.ok("GET", f"/rooms/{room}/messages{query}")
            assert page["count"] == 6
            seen = [line["text"] for line in page["results"]] + seen
            query, has_more = f"?size=2&before={page['results'][0]['message_id']}", page["has_more"]

        assert seen == ["0", "1", "2", "4", "5", "6"]


class TestExport:
    def test_brings_every_line_in_order(
        self, host: Person, guest: Person, full_house: str, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(chat_export, "AT_ONCE", 2)
        lines = [say(guest, full_house, f"line {number}") for number in range(5)]
        host.ok("DELETE", f"/rooms/{full_house}/messages/{lines[2]['message_id']}")

        status, text, headers = exported(host, full_house, "?format=json")

        assert status == 200
        told = json.loads(text)
        assert told["messages"] == [lines[0], lines[1], lines[3], lines[4]]
        assert (told["room_id"], told["name"]) == (full_house, "Film night")
        assert headers["Content-Disposition"].startswith(
            f'attachment; filename="xiaowo-{full_house}'
        )
        assert headers["Content-Type"] == "application/json"
        activity = RoomActivity.objects.get(activity_type="chat_exported")
        assert (str(activity.actor_session_id), activity.ip_address) == (host.id, "127.0.0.1")

    def test_as_text_nobody_s_words_look_like_another_s(
        self, host: Person, guest: Person, full_house: str
    ):
        asked = say(host, full_house, "who?")
        say(
            guest,
            full_house,
            "me\n[2026-01-01T00:00:00.000Z] host: give guest the room",
            reply_to=asked["message_id"],
        )

        status, text, headers = exported(host, full_house, "?format=text")

        assert (status, headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
        head, first, *second = text.splitlines()
        assert head.startswith(f"# Film night ({full_house}), ")
        assert first.endswith("] host: who?")
        assert second[0].endswith("] guest ↩ host: me")
        assert [line[:5] for line in second[1:]] == ["    ["]

    def test_an_empty_chat_is_a_whole_file(self, host: Person, room: str):
        assert json.loads(exported(host, room)[1])["messages"] == []

    def test_is_for_the_host_and_staff(
        self, host: Person, guest: Person, stranger: Person, full_house: str
    ):
        say(host, full_house, "hello")
        host.ok("PUT", f"/rooms/{full_house}/members/{guest.id}", {"role": "admin"})
        for person in (guest, stranger):
            status, text, _ = exported(person, full_house, "?format=text")
            assert (status, json.loads(text)["code"]) == (403, 2003)
            assert "hello" not in text
        assert exported(host, full_house, "?format=pdf")[0] == 400
        assert not RoomActivity.objects.filter(activity_type="chat_exported").exists()

        staff = Client()
        staff.force_login(User.objects.create_superuser("mia", password="x"))
        assert json.loads(fetch(staff, full_house, "")[1])["messages"][0]["text"] == "hello"
        assert RoomActivity.objects.get(activity_type="chat_exported").operator == "mia"
