"""A film that starts by itself when everybody has loaded it, and when it does not."""

import pytest
from asgiref.sync import sync_to_async

from tests.people import Person
from tests.sockets import sitting

pytestmark = pytest.mark.django_db


@pytest.fixture
def eager(host: Person, guest: Person) -> str:
    """A room of two where films start by themselves."""
    room = host.make_room(settings={"auto_play": True})["id"]
    guest.ok("POST", f"/rooms/{room}/join")
    return str(room)


async def test_starts_with_the_last_who_has_loaded_it(host: Person, guest: Person, eager: str):
    async with sitting(eager, host, guest) as [socket, other]:
        await socket.send("ready", {"is_ready": True})
        await socket.silence()
        await other.send("ready", {"is_ready": True})

        played = (await socket.event("playback"))["data"]
        assert (played["action"], played["playback_state"]) == ("play", "playing")


async def test_goes_on_with_nothing_that_was_paused(host: Person, guest: Person, eager: str):
    async with sitting(eager, host, guest) as [socket, other]:
        await socket.reply("seek", {"current_time": 5})
        await other.event("seek")
        for one in (socket, other):
            await one.send("ready", {"is_ready": True})
            await one.silence()

        state = await sync_to_async(host.ok)("GET", f"/rooms/{eager}/playback")
        assert (state["playback_state"], state["current_time"]) == ("paused", 5)


async def test_starts_nothing_where_nobody_asked_for_it(host: Person, room: str):
    async with sitting(room, host) as [socket]:
        await socket.send("ready", {"is_ready": True})
        await socket.silence()

        state = await sync_to_async(host.ok)("GET", f"/rooms/{room}/playback")
        assert (state["playback_state"], state["version"]) == ("paused", 0)
