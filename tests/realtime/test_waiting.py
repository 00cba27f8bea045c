"""For whom the room waits: everybody reads it, and anybody with control goes on without."""

import pytest
from asgiref.sync import sync_to_async

from common import clock
from playback.domain.holds import LONGEST_MS
from playback.holding import sweep_holds
from rooms.presence import presence
from tests.people import Person
from tests.sockets import Socket, path_of, play, sitting

pytestmark = pytest.mark.django_db


@pytest.fixture
def majority(host: Person) -> str:
    """A room that waits when more than half of its members stand."""
    return host.make_room(settings={"buffer_policy": "majority"})["id"]


async def hold(socket: Socket, other: Socket) -> None:
    """Let the room wait for the first, as the second sees it."""
    await socket.send("buffer_start")
    assert (await other.event("playback"))["data"]["playback_state"] == "buffering"
    assert (await other.event("system"))["data"]["event"] == "buffering"


async def state_of(socket: Socket) -> str:
    return (await socket.reply("sync"))["data"]["playback_state"]


async def stalled_in(room: str, reader: Person) -> list[str]:
    """Return who is waited for, as somebody reads it who asks anew."""
    members = (await sync_to_async(reader.ok)("GET", f"/rooms/{room}/members"))["results"]
    return [member["session_id"] for member in members if member["stalled"]]


class TestGoingOnWithout:
    async def test_the_room_plays_and_does_not_wait_for_this_stall_again(
        self, host: Person, guest: Person, room: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await play(socket, other)
            await hold(socket, other)

            went_on = await other.reply("playback", {"action": "play"})
            # Any stall lets the room look anew for whom it waits.
            await other.send("buffer_start")

            assert went_on["data"]["playback_state"] == "playing"
            await other.silence()
            assert await state_of(other) == "playing"
            assert await stalled_in(room, guest) == []

    async def test_the_next_stall_counts_again(self, host: Person, guest: Person, room: str):
        async with sitting(room, host, guest) as [socket, other]:
            await play(socket, other)
            await hold(socket, other)
            await other.reply("playback", {"action": "play"})

            await socket.send("buffer_end")
            await other.silence()

            await hold(socket, other)

    async def test_who_stalls_later_is_waited_for(
        self, host: Person, guest: Person, stranger: Person, majority: str
    ):
        async with sitting(majority, host, guest, stranger) as [socket, other, third]:
            await play(socket, other, third)
            await other.send("buffer_start")
            await hold(third, socket)
            await socket.reply("playback", {"action": "play"})

            for late in (third, other):
                await late.send("buffer_end")
                await late.reply("ping", {"t0": 0})
                await late.send("buffer_start")
                await late.reply("ping", {"t0": 0})

            assert await state_of(socket) == "buffering"

    async def test_over_http_as_well(self, host: Person, guest: Person, room: str):
        async with sitting(room, host, guest) as [socket, other]:
            await play(socket, other)
            await hold(socket, other)

            await sync_to_async(guest.ok)("POST", f"/rooms/{room}/play")
            await other.event("playback")
            await other.send("buffer_start")

            await other.silence()
            assert await state_of(other) == "playing"

    async def test_not_without_control(self, host: Person, guest: Person):
        room = (await sync_to_async(host.make_room)(settings={"allow_control": False}))["id"]
        async with sitting(room, host, guest) as [socket, other]:
            await play(socket, other)
            await hold(socket, other)

            refused = await other.reply("playback", {"action": "play"})

            assert refused["data"]["code"] == 2003
            assert await state_of(other) == "buffering"
            assert await stalled_in(room, guest) == [host.id]

    async def test_a_pause_stays_whoever_was_waited_for(
        self, host: Person, guest: Person, room: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await play(socket, other)
            await hold(socket, other)

            await other.reply("playback", {"action": "pause"})
            await sweep_holds(now_ms=clock.cloud_ms() + LONGEST_MS)
            await socket.send("buffer_end")

            await other.silence()
            assert await state_of(other) == "paused"
            assert await stalled_in(room, guest) == []


class TestReadingForWhom:
    async def test_everybody_is_told_all_of_them(
        self, host: Person, guest: Person, stranger: Person, majority: str
    ):
        async with sitting(majority, host, guest, stranger) as [socket, other, third]:
            await play(socket, other, third)
            await socket.send("buffer_start")
            await socket.reply("ping", {"t0": 0})
            await other.send("buffer_start")

            told = (await third.event("system"))["data"]

            assert (told["event"], told["text"]) == ("buffering", "host、guest")
            assert told["session_ids"] == [host.id, guest.id]
            assert told["session_id"] == host.id

    async def test_who_comes_late_reads_it_in_the_first_picture(
        self, host: Person, guest: Person, stranger: Person, room: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await play(socket, other)
            await hold(socket, other)

            late = await Socket(path_of(room, stranger.token)).open()

            stalled = {m["session_id"]: m["stalled"] for m in late.info["members"]}
            assert stalled == {host.id: True, guest.id: False, stranger.id: False}
            assert late.info["playback"]["playback_state"] == "buffering"
            await late.close()

    async def test_a_new_name_does_not_hide_it(self, host: Person, guest: Person, room: str):
        async with sitting(room, host, guest) as [socket, other]:
            await play(socket, other)
            await hold(socket, other)

            await sync_to_async(host.ok)("PUT", f"/sessions/{host.id}", {"nickname": "New"})

            assert (await other.event("user_joined"))["data"]["member"]["stalled"] is True

    async def test_nobody_is_waited_for_afterwards(self, host: Person, guest: Person, room: str):
        async with sitting(room, host, guest) as [socket, other]:
            await play(socket, other)
            await hold(socket, other)
            assert await stalled_in(room, guest) == [host.id]

            await socket.send("buffer_end")
            await other.event("playback")

            assert await stalled_in(room, guest) == []

    async def test_a_stall_for_which_nobody_waits_is_not_shown(
        self, host: Person, guest: Person, room: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await play(socket, other)
            await other.send("buffer_start")
            await other.reply("ping", {"t0": 0})

            assert await stalled_in(room, host) == []

    async def test_a_change_is_told_by_the_next_sweep(
        self, host: Person, guest: Person, stranger: Person, majority: str
    ):
        async with sitting(majority, host, guest, stranger) as [socket, other, third]:
            await play(socket, other, third)
            await socket.send("buffer_start")
            await hold(other, third)
            await third.send("buffer_start")
            await third.silence()

            for _ in range(3):
                await sweep_holds(now_ms=clock.cloud_ms())

            told = (await third.event("system"))["data"]
            assert told["session_ids"] == [host.id, guest.id, stranger.id]
            await third.silence()


class TestUntilWhen:
    async def test_a_new_film_ends_it(self, host: Person, guest: Person, room: str):
        async with sitting(room, host, guest) as [socket, other]:
            await play(socket, other)
            await hold(socket, other)

            await socket.send("media", {"media_url": "https://films.example/2.mp4"})
            await other.event("media")

            assert await stalled_in(room, guest) == []
            assert not any(seat.is_stalled for seat in presence.seats(room).values())

    async def test_a_page_that_comes_anew_has_no_old_stall(
        self, host: Person, guest: Person, room: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await play(socket, other)
            await hold(socket, other)

            again = await Socket(path_of(room, host.token)).open()

            assert (await other.event("playback"))["data"]["playback_state"] == "playing"
            await hold(again, other)
            await again.close()

    async def test_an_honest_host_is_waited_for_every_time(
        self, host: Person, guest: Person, room: str, monkeypatch: pytest.MonkeyPatch
    ):
        now_ms = clock.cloud_ms()
        async with sitting(room, host, guest) as [socket, other]:
            await play(socket, other)
            for minute in range(1, 31):
                monkeypatch.setattr(clock, "cloud_ms", lambda m=minute: now_ms + m * 60_000)
                await hold(socket, other)
                monkeypatch.setattr(clock, "cloud_ms", lambda m=minute: now_ms + m * 60_000 + 3000)
                await socket.send("buffer_end")
                released = (await other.event("playback"))["data"]
                assert released["playback_state"] == "playing"
