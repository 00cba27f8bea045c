"""Sessions that are ended while their page is open, or just about to be."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from asgiref.sync import async_to_sync, sync_to_async

from common import clock
from common.db import in_db
from common.errors import Code, Problem
from realtime import entry
from realtime.hub import hub
from rooms import member_selectors
from rooms.models import RoomBan, RoomMember
from rooms.presence import presence
from rooms.services import members, seats
from sessions_app.models import UserSession
from sessions_app.services import end_session
from tests.people import Person
from tests.sockets import Socket, path_of, sitting

pytestmark = pytest.mark.django_db


async def test_its_page_is_closed_as_a_strangers(host: Person, guest: Person, room: str):
    async with sitting(room, host, guest) as [socket, own]:
        await sync_to_async(guest.ok)("DELETE", f"/sessions/{guest.id}")

        left = (await socket.event("user_left"))["data"]
        assert left == {"session_id": guest.id, "reason": "left"}
        assert await own.closed() == 4401


async def test_leaving_closes_nothing_as_a_strangers(guest: Person, room: str):
    async with sitting(room, guest) as [own]:
        await sync_to_async(guest.ok)("POST", f"/rooms/{room}/leave")

        assert await own.closed() == 1000


def end(session_id: str) -> None:
    """End it here: who listens is told."""
    end_session(session_id=UUID(session_id), now_ms=clock.cloud_ms())


def end_unheard(session_id: str) -> None:
    """End it on another worker, to which this one did not listen yet."""
    UserSession.objects.filter(pk=session_id).delete()


def ending_before(real: Callable[..., Any], end_now: Callable[[], None]) -> Callable[..., Any]:
    async def wrapped(*arguments: Any, **named: Any) -> Any:
        await in_db(end_now)
        return await real(*arguments, **named)

    return wrapped


def ending_after(real: Callable[..., Any], end_now: Callable[[], None]) -> Callable[..., Any]:
    async def wrapped(*arguments: Any, **named: Any) -> Any:
        answer = await real(*arguments, **named)
        await in_db(end_now)
        return answer

    return wrapped


MOMENTS = {
    "known, and not looked for a seat": (entry, "take_seat", ending_before, end),
    "a seat, not written down": (seats.door, "through", None, end),
    "a seat": (entry, "take_seat", ending_after, end),
    "a seat, ended elsewhere": (entry, "take_seat", ending_after, end_unheard),
    "registered": (entry, "current_state", ending_before, end),
    "registered, ended elsewhere": (entry, "current_state", ending_before, end_unheard),
    "shown the room": (entry, "note_connected", ending_before, end),
}


@pytest.mark.parametrize("moment", MOMENTS)
async def test_a_page_that_is_just_coming_in_is_closed(
    host: Person, guest: Person, room: str, moment: str, monkeypatch: pytest.MonkeyPatch
):
    place, name, when, how = MOMENTS[moment]
    end_now = partial(how, guest.id)
    if when is None:
        real = seats._sit_down
        monkeypatch.setattr(seats, "_sit_down", lambda *all_: (end_now(), real(*all_))[1])
    else:
        monkeypatch.setattr(place, name, when(getattr(place, name), end_now))
    socket = Socket(path_of(room, guest.token))
    await socket.wire.connect()

    assert await socket.closed() == 4401
    await socket.send("chat", {"text": "from the grave"})
    await socket.close()
    assert (hub.total, hub.rooms) == (0, set())
    assert presence.online(room) == 0
    names = [member.nickname async for member in RoomMember.objects.filter(room=room)]
    assert names == ["host"]
    lines = await sync_to_async(host.ok)("GET", f"/rooms/{room}/messages")
    assert lines["results"] == []


def test_who_has_just_ended_the_session_is_nobody_to_be_banned(
    host: Person, guest: Person, full_house: str, monkeypatch: pytest.MonkeyPatch
):
    real = member_selectors.get_former_member

    def find_then_end(**named: Any) -> RoomMember:
        found = real(**named)
        end(guest.id)
        return found

    monkeypatch.setattr(member_selectors, "get_former_member", find_then_end)
    guest.ok("POST", f"/rooms/{full_house}/leave")

    actor = member_selectors.get_actor(room_id=full_house, session_id=UUID(host.id))
    now_ms = clock.cloud_ms()

    with pytest.raises(Problem) as refused:
        async_to_sync(members.ban_anybody)(
            room_id=full_house, actor=actor, target_id=UUID(guest.id), now_ms=now_ms
        )

    assert (refused.value.code, refused.value.details) == (Code.INVALID, {"session_id": ["member"]})
    assert not RoomBan.objects.exists()
