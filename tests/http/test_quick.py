"""The short way of ``GET playback`` and the view say the same, to the last header."""

import asyncio
import json
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.core.handlers.asgi import ASGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client

from common import guard
from common.errors import Code
from common.http.asgi import Call
from common.passes import passes
from playback import quick
from rooms.models import Room
from sessions_app.models import UserSession
from tests.people import Person, call
from xiaowo.asgi import http

pytestmark = pytest.mark.django_db

MOVING = {"timestamp", "server_time"}


class Reply:
    """What an ASGI application sent."""

    def __init__(self) -> None:
        self.status, self.headers, self.body = 0, {}, b""

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {n.decode().lower(): v.decode() for n, v in message["headers"]}
        else:
            self.body += message["body"]

    def settled(self) -> tuple[int, dict[str, str], Any]:
        """Return it without what differs from one moment to the next."""
        body = self.body
        try:
            told = json.loads(body)
        except ValueError:
            # A page of the browsable API holds times and tokens.
            plain = self.headers.keys() - {"content-length", "set-cookie"}
            self.headers = {name: self.headers[name] for name in plain}
            return self.status, self.headers, b"page" if b"<html" in body else body
        for place in (told, told["data"]):
            for name in MOVING & place.keys():
                del place[name]
        return self.status, self.headers, told


def scope_of(path: str, **headers: str) -> dict[str, Any]:
    return {
        "type": "http", "method": headers.pop("method", "GET"), "scheme": "http",
        "path": path.partition("?")[0], "raw_path": path.partition("?")[0].encode(),
        "query_string": path.partition("?")[2].encode(), "root_path": "", "http_version": "1.1",
        "client": ("203.0.113.7", 1), "server": ("127.0.0.1", 80), "asgi": {"version": "3.0"},
        "headers": [
            (name.replace("_", "-").encode(), value.encode())
            for name, value in {"host": "localhost", "x_request_id": "q", **headers}.items()
        ],
    }  # fmt: skip


def ask(application: Any, path: str, **headers: str) -> Reply:
    """Call an ASGI application on the test's own transaction."""
    reply = Reply()
    waiting = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> dict[str, Any]:
        if waiting:
            return waiting.pop()
        return await asyncio.Future()

    # As Django's own client does: the request must not close the connection of the test around it.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        async_to_sync(application)(scope_of(path, **headers), receive, reply.send)
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
    return reply


def is_quick(path: str, **headers: str) -> bool:
    """Tell whether the short way answers this call by itself."""
    reply = Reply()
    return bool(
        async_to_sync(quick.read_playback)(Call.read(scope_of(path, **headers)), reply.send)
    )


@pytest.fixture
def places(host: Person, guest: Person, room: str) -> dict[str, str]:
    """Rooms and tokens that a call may name."""
    private = host.make_room(is_private=True, password="secret")["id"]
    knocked = Person.arrive().make_room(settings={"approval": True})["id"]
    over = guest.make_room()["id"]
    guest.ok("DELETE", f"/rooms/{over}")
    ended = Person.arrive("ended")
    ended.ok("DELETE", f"/sessions/{ended.id}")
    late = Person.arrive("late")
    UserSession.objects.filter(pk=late.id).update(
        created_at="2020-01-01T00:00Z", expires_at="2020-01-02T00:00Z"
    )
    return {
        "room": room, "small": room.lower(), "private": private, "over": over,
        "knocked": knocked, "host": host.token,
        "guest": guest.token, "ended": ended.token, "late": late.token,
    }  # fmt: skip


CASES: list[tuple[bool, str, dict[str, str]]] = [
    (True, "{room}", {}),
    (True, "{room}", {"authorization": "Bearer {host}"}),
    (True, "{room}", {"authorization": "bearer {guest}", "accept": "application/json"}),
    (True, "{small}", {"accept": "application/json, text/plain, */*"}),
    (True, "{room}", {"cookie": "xiaowo_session={guest}; django_language=en"}),
    (True, "{room}", {"cookie": "xiaowo_session=nonsense"}),
    (True, "{room}", {"accept_language": "en-GB,en;q=0.9"}),
    (True, "{room}", {"accept_language": "fr", "accept": "text/plain"}),
    (True, "{room}", {"x_forwarded_proto": "https", "x_forwarded_for": "10.0.0.1"}),
    (True, "{room}", {"x_request_id": "abc-123"}),
    (False, "{room}", {"accept": "text/html,application/xhtml+xml"}),
    (False, "{room}", {"accept": "application/json; indent=2"}),
    (False, "{room}?format=api", {}),
    (False, "{room}", {"method": "HEAD"}),
    (False, "{room}", {"method": "OPTIONS"}),
    (False, "{room}", {"method": "DELETE"}),
    (False, "{room}", {"host": "elsewhere.example"}),
    (False, "{room}", {"authorization": "Bearer nonsense"}),
    (False, "{room}", {"authorization": "Basic {host}"}),
    (False, "{room}", {"authorization": "Bearer "}),
    (False, "{room}", {"authorization": "Bearer {ended}"}),
    (False, "{room}", {"authorization": "Bearer {late}"}),
    (False, "{private}", {}),
    (False, "{private}", {"authorization": "Bearer {guest}"}),
    (False, "{private}", {"authorization": "Bearer {host}"}),
    (False, "{private}", {"cookie": "xiaowo_session={host}"}),
    (False, "{knocked}", {}),
    (False, "{knocked}", {"authorization": "Bearer {guest}"}),
    (False, "{over}", {"authorization": "Bearer {guest}"}),
    (False, "ZZZZZZ", {"authorization": "Bearer {guest}"}),
    (False, "nonsense", {}),
]


@pytest.mark.parametrize(("short", "where", "headers"), CASES)
def test_both_ways_say_the_same(
    places: dict[str, str], short: bool, where: str, headers: dict[str, str]
):
    path = f"/api/v1/rooms/{where.format(**places)}/playback"
    headers = {name: value.format(**places) for name, value in headers.items()}

    through_the_view = ask(ASGIHandler(), path, **headers).settled()
    first, again = (ask(http, path, **headers).settled() for _ in range(2))

    assert first == through_the_view
    assert again == through_the_view
    assert is_quick(path, **headers) is short


class TestWhatIsTakenAway:
    def test_a_room_that_becomes_private(self, host: Person, room: str):
        path = f"/api/v1/rooms/{room}/playback"
        assert is_quick(path)

        host.ok("PATCH", f"/rooms/{room}", {"is_private": True, "password": "secret"})

        assert not is_quick(path)
        assert ask(http, path).status == 403

    def test_a_room_where_one_has_to_knock_from_now_on(self, host: Person, room: str):
        path = f"/api/v1/rooms/{room}/playback"
        assert is_quick(path)

        host.ok("PATCH", f"/rooms/{room}", {"settings": {"approval": True}})

        assert not is_quick(path)
        assert ask(http, path).status == 403

    def test_settings_that_are_changed_in_one_statement(self, room: str):
        path = f"/api/v1/rooms/{room}/playback"
        assert is_quick(path)

        Room.objects.filter(pk=room).update(settings={"approval": True})

        assert not is_quick(path)

    def test_a_room_that_is_over(self, host: Person, room: str):
        path = f"/api/v1/rooms/{room}/playback"
        assert is_quick(path)

        host.ok("DELETE", f"/rooms/{room}")

        assert ask(http, path).status == 410

    def test_a_session_that_was_ended(self, guest: Person, room: str):
        path, who = f"/api/v1/rooms/{room}/playback", {"authorization": f"Bearer {guest.token}"}
        assert is_quick(path, **who)

        guest.ok("DELETE", f"/sessions/{guest.id}")

        assert ask(http, path, **who).status == 401

    def test_an_address_that_guessed(self, room: str):
        path = f"/api/v1/rooms/{room}/playback"
        assert is_quick(path)

        for _ in range(guard.LIMITS[Code.ROOM_NOT_FOUND]):
            guard.count(ip="203.0.113.7", code=Code.ROOM_NOT_FOUND)

        assert ask(http, path).status == 429

    def test_an_answer_from_before_counts_for_nothing(self, room: str):
        def see_and_lose() -> bool:
            passes.drop()
            return True

        assert async_to_sync(passes.ask)("x", 0, 1000, see_and_lose)
        assert passes.get("x", 1) is None

    def test_what_is_too_old_is_asked_anew(self):
        assert async_to_sync(passes.ask)("x", 0, 1000, lambda: True)

        assert passes.get("x", 999)
        assert passes.get("x", 1000) is None


def test_it_is_what_is_on_now(host: Person, room: str):
    path = f"/api/v1/rooms/{room}/playback"
    assert is_quick(path)

    host.ok("POST", f"/rooms/{room}/seek", {"current_time": 42})

    told = json.loads(ask(http, path).body)["data"]
    assert (told["current_time"], told["version"]) == (42, 1)
    assert told["updated_by"] == host.id
    assert call(Client(), "GET", f"/rooms/{room}/playback").data.keys() == told.keys()
