"""Whoever is quicker than the server: what was committed last counts, whenever it is told."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from asgiref.sync import sync_to_async

from common import clock
from common.errors import Close
from realtime.hub import hub
from rooms.presence import presence
from rooms.services import leaving, seats
from tests.people import Person
from tests.sockets import Socket, path_of, sitting

pytestmark = pytest.mark.django_db

Meanwhile = Callable[[], Awaitable[Any]]


@pytest.fixture
def once_committed(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, Meanwhile], None]:
    """Let something happen between the next commit of a function and what is told of it."""
    real = seats.in_db

    def arrange(function: Any, meanwhile: Meanwhile) -> None:
        waiting = [meanwhile]

        async def wrapped(called: Any, *arguments: Any, **named: Any) -> Any:
            answer = await real(called, *arguments, **named)
            if called is function and waiting:
                await waiting.pop()()
            return answer

        for module in (seats, leaving):
            monkeypatch.setattr(module, "in_db", wrapped)

    return arrange


async def test_who_goes_back_at_once_is_where_they_went(
    host: Person, guest: Person, room: str, once_committed: Any
):
    other = (await sync_to_async(host.make_room)(name="Other"))["id"]
    again = Socket(path_of(room, guest.token))
    async with sitting(room, guest) as [first]:
        once_committed(seats._sit_down, again.open)

        assert await Socket(path_of(other, guest.token)).refusal() == (3003, 4409)
        assert await first.closed() == 4409
        assert (await again.reply("chat", {"text": "here"}))["type"] == "chat"
        listed = (await sync_to_async(guest.ok)("GET", f"/rooms/{room}/members"))["results"]
        assert guest.id in {member["session_id"] for member in listed if member["online"]}
        assert presence.seat(other, guest.id) is None
    await again.close()
    assert hub.total == 0


async def test_who_comes_back_before_the_leaving_is_told_stays(
    host: Person, guest: Person, room: str, once_committed: Any
):
    again = Socket(path_of(room, guest.token))
    async with sitting(room, host, guest) as [watching, first]:
        once_committed(leaving.stand_up, again.open)
        await leaving.leave_room(room_id=room, session_id=UUID(guest.id), now_ms=clock.cloud_ms())

        assert await first.closed() == 4409
        assert (await again.reply("chat", {"text": "here"}))["type"] == "chat"
        assert (await watching.event("chat"))["data"]["text"] == "here"
    await again.close()


async def test_who_comes_back_while_the_leaving_is_told_has_a_seat(
    host: Person, guest: Person, room: str, once_committed: Any
):
    async def tell() -> None:
        leaving.tell_left(room, guest.id, "left", Close.NORMAL, 0)

    async with sitting(room, host, guest) as [watching, first]:
        once_committed(seats._sit_down, tell)
        again = await Socket(path_of(room, guest.token)).open()

        assert await first.closed() == 1000
        assert (await watching.event("user_left"))["data"]["session_id"] == guest.id
        assert (await watching.event("user_joined"))["data"]["member"]["session_id"] == guest.id
        await again.close()
