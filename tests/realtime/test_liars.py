"""Pages that lie: they cannot move, stall or slow the room for others beyond their rights."""

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from playback.absence import TELL_EVERY_MS, sweep_untold
from playback.current import current_state
from playback.domain.holds import LONGEST_MS
from playback.domain.state import Phase
from playback.holding import sweep_holds
from realtime import ready
from realtime.limits import FrameLimits, Verdict
from realtime.ready import INTERVAL_S
from rooms.models import RoomActivity
from rooms.presence import presence
from tests.people import Person
from tests.sockets import Socket, path_of, play, sitting
from tests.support.hands import Time

pytestmark = pytest.mark.django_db

YEAR_1970 = 0
YEAR_2100 = 4_102_444_800_000
DAY_MS = 86_400_000


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A liar with all the time in the world: none of its frames comes too fast."""
    monkeypatch.setattr(FrameLimits, "take", lambda *_: Verdict.TAKE)


async def heard(socket: Socket) -> list[dict[str, Any]]:
    """Return all that has reached a page so far, but for the answer to its own last ping.

    Chatter about readiness is left out: it comes by its own clock.
    """
    return [frame for frame in await all_heard(socket) if frame["type"] != "room_ready_status"]


async def all_heard(socket: Socket) -> list[dict[str, Any]]:
    frame_id = await socket.send("ping", {"t0": 0})
    frames = []
    while (frame := await socket.next())["id"] != frame_id:
        frames.append(frame)
    return frames


async def state_of(socket: Socket) -> dict[str, Any]:
    return (await socket.reply("sync"))["data"]


def a_frame(kind: str, field: str, value: str) -> str:
    """Write a frame with one value as no honest encoder would."""
    return f'{{"type":"{kind}","data":{{"t0":0,"{field}":{value}}}}}'


def lead_of(frame: dict[str, Any]) -> int:
    return frame["data"]["effective_at"] - frame["data"]["server_time"]


class TestAboutTheirLink:
    @pytest.mark.parametrize("value", [0, 1, 799, 800, 801, 60_000, 1e9, -1, "NaN", "1e9", None])
    @pytest.mark.parametrize("field", ["rtt", "jitter", "seek"])
    async def test_a_start_stays_within_its_lead(
        self, host: Person, guest: Person, room: str, field: str, value: Any
    ):
        async with sitting(room, host, guest) as [socket, other]:
            lie = {"t0": 0, "rtt": 10, "jitter": 1, "seek": 100, field: value}
            answer = await other.reply("ping", lie)

            played = await socket.reply("playback", {"action": "play"})
            sought = await socket.reply("seek", {"current_time": 9})

            assert answer["type"] in ("pong", "error")
            assert 250 <= lead_of(played) <= 1000
            assert 250 <= lead_of(sought) <= 1000 + 1500
            assert (await other.reply("ping", {"t0": 0}))["type"] == "pong"

    @pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
    async def test_what_is_no_number_is_refused(
        self, host: Person, guest: Person, room: str, number: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await other.raw(a_frame("ping", "rtt", number))

            assert (await other.event("error"))["data"]["code"] in (4002, 4004)
            assert presence.seats(room)[guest.id].rtt_ms is None
            await socket.silence()

    async def test_a_slow_page_does_not_count_at_all(self, host: Person, guest: Person, room: str):
        async with sitting(room, host, guest) as [socket, other]:
            await socket.reply("ping", {"t0": 0, "rtt": 10, "jitter": 1, "seek": 100})
            await other.reply("ping", {"t0": 0, "rtt": 801, "jitter": 60_000, "seek": 60_000})

            played = await socket.reply("playback", {"action": "play"})
            sought = await socket.reply("seek", {"current_time": 9})

            assert lead_of(played) == 250
            assert lead_of(sought) == 350


class TestAboutTheTime:
    async def test_a_pause_far_away_stops_where_the_room_is(
        self, host: Person, guest: Person, room: str, time: Time
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await play(socket, other)
            time.pass_by(10_250)

            await other.send("playback", {"action": "pause", "current_time": 999_999})

            assert (await socket.event("playback"))["data"]["current_time"] == 10

    @pytest.mark.parametrize("told", [YEAR_1970, YEAR_2100, 2**53, -(2**53)])
    async def test_a_command_counts_when_it_arrives(
        self, host: Person, guest: Person, room: str, time: Time, told: int
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await socket.reply("seek", {"current_time": 5})
            await other.event("seek")
            time.pass_by(5000)

            lied = await other.reply("seek", {"current_time": 50}, timestamp=told)
            await socket.event("seek")
            time.pass_by(20)
            honest = await socket.reply("seek", {"current_time": 70}, timestamp=time.now_ms - 10)

            assert lied["data"]["effective_at"] == lied["data"]["server_time"] == time.now_ms - 20
            assert honest["data"]["current_time"] == 70
            assert (await other.event("seek"))["data"]["current_time"] == 70

    async def test_the_past_does_not_undo_what_was_just_done(
        self, host: Person, guest: Person, room: str, time: Time
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await socket.reply("seek", {"current_time": 5})
            await other.event("seek")

            late = await other.reply("seek", {"current_time": 50}, timestamp=YEAR_1970)

            assert late["data"]["code"] == 3005
            assert (await state_of(socket))["current_time"] == 5

    @pytest.mark.parametrize("at", [None, YEAR_1970, YEAR_2100, 2**53, -(2**53)])
    @pytest.mark.parametrize("current_time", [0, 1_000_000])
    async def test_where_they_are_changes_nothing_for_others(
        self, host: Person, guest: Person, room: str, at: int | None, current_time: float
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await play(socket, other)
            before = await state_of(socket)

            answer = await other.reply("sync", {"current_time": current_time, "at": at})

            assert answer["type"] == "sync"
            assert abs(answer["data"]["advice"]["time_diff"] + current_time) <= 61
            for field in ("version", "playback_state", "effective_at", "playback_rate"):
                assert (await state_of(socket))[field] == before[field]
            await socket.silence()
            members = (await sync_to_async(host.ok)("GET", f"/rooms/{room}/members"))["results"]
            assert all(abs(member["drift_ms"] or 0) <= DAY_MS for member in members)

    @pytest.mark.parametrize("field", ["current_time", "at"])
    @pytest.mark.parametrize("value", ["NaN", "Infinity", "1e308", "-1e308", '"9"', "{}"])
    async def test_what_is_nowhere_is_refused(
        self, host: Person, guest: Person, room: str, field: str, value: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await other.raw(a_frame("sync", field, value))

            assert (await other.event("error"))["data"]["code"] == 4002
            assert presence.seats(room)[guest.id].drift_ms is None
            await socket.silence()


class TestAboutBeingReady:
    async def test_flapping_is_told_four_times_a_second_and_of_oneself_only(
        self, host: Person, guest: Person, room: str, patient: None
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await play(socket, other)
            await heard(socket)
            loop = asyncio.get_running_loop()
            began = loop.time()

            for turn in range(50):
                await other.send("ready", {"is_ready": turn % 2 == 0})
                await other.reply("ping", {"t0": 0})
            told = await all_heard(socket)
            if room in ready._waiting:
                told.append(await socket.event("room_ready_status"))

            assert all(frame["type"] == "room_ready_status" for frame in told)
            assert told[-1]["data"]["member_statuses"] == {host.id: True, guest.id: False}
            assert all(frame["data"]["member_statuses"][host.id] for frame in told)
            assert len(told) <= (loop.time() - began) / INTERVAL_S + 1
            state = await state_of(socket)
            assert (state["playback_state"], state["version"]) == ("playing", 1)


class TestAboutTheirFilm:
    async def held_ms(self, room: str, time: Time, *, for_s: int, liar: Socket) -> int:
        """Flap once a second, sweep once a second, and count for how long the room stands."""
        held_ms = 0
        for _ in range(for_s):
            for kind, ms in (("buffer_start", 990), ("buffer_end", 10)):
                await liar.send(kind)
                await heard(liar)
                state = await current_state(room)
                time.pass_by(ms)
                held_ms += ms if state.phase is Phase.BUFFERING else 0
                await sweep_holds(now_ms=time.now_ms)
        return held_ms

    async def test_a_flapping_host_holds_the_room_for_what_anybody_may(
        self, host: Person, guest: Person, room: str, time: Time
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await play(socket, other)

            held_ms = await self.held_ms(room, time, for_s=600, liar=socket)

            # What is used up comes back at a quarter; a sweep may be a second late.
            assert held_ms <= LONGEST_MS + (600_000 - LONGEST_MS) / 4 + 1000
            assert held_ms >= LONGEST_MS / 3

    async def test_one_long_stall_after_another_holds_no_longer(
        self, host: Person, guest: Person, room: str, time: Time
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await play(socket, other)
            held_s = 0
            for second in range(600):
                if second % 31 in (0, 30):
                    await socket.send("buffer_start" if second % 31 == 0 else "buffer_end")
                    await heard(socket)
                time.pass_by(1000)
                await sweep_holds(now_ms=time.now_ms)
                held_s += (await current_state(room)).phase is Phase.BUFFERING

            assert 25 <= held_s <= 30 + 570 / 4

    async def test_those_who_take_turns_hold_no_longer_than_one(
        self, host: Person, guest: Person, stranger: Person, time: Time
    ):
        made = await sync_to_async(host.make_room)(settings={"buffer_policy": "majority"})
        async with sitting(made["id"], host, guest, stranger) as [first, second, third]:
            await play(first, second, third)
            turns: list[tuple[int, str, Socket]] = [
                (0, "buffer_start", first),
                (0, "buffer_start", second),
                (15, "buffer_start", third),
                (15, "buffer_end", first),
                (28, "buffer_start", first),
                (28, "buffer_end", second),
            ]
            held_s = 0
            for second_now in range(45):
                for _, kind, socket in (turn for turn in turns if turn[0] == second_now):
                    await socket.send(kind)
                    await heard(socket)
                time.pass_by(1000)
                await sweep_holds(now_ms=time.now_ms)
                held_s += (await current_state(made["id"])).phase is Phase.BUFFERING

            assert held_s == 29

    async def test_quick_flapping_is_soon_heard_no_more(
        self, host: Person, guest: Person, room: str, time: Time
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await play(socket, other)

            for _ in range(200):
                for kind in ("buffer_start", "buffer_end"):
                    await socket.send(kind)
                    await heard(socket)
                    time.pass_by(100)

            # Fifteen holds use the budget up; forty seconds bring five back. Each is three frames.
            assert len(await heard(other)) <= 3 * 20

    @pytest.mark.parametrize("policy", ["host", "majority", "nobody"])
    async def test_a_guest_alone_changes_nothing(
        self, host: Person, guest: Person, stranger: Person, time: Time, policy: str
    ):
        made = await sync_to_async(host.make_room)(settings={"buffer_policy": policy})
        async with sitting(made["id"], host, guest, stranger) as [socket, other, third]:
            await play(socket, other, third)

            for turn in range(50):
                await other.send("buffer_end" if turn % 5 == 4 else "buffer_start")
                await heard(other)
                time.pass_by(100)
                await sweep_holds(now_ms=time.now_ms)

            assert await heard(socket) == []
            assert (await state_of(socket))["version"] == 1

    async def test_under_nobody_not_even_all_together(
        self, host: Person, guest: Person, time: Time
    ):
        made = await sync_to_async(host.make_room)(settings={"buffer_policy": "nobody"})
        async with sitting(made["id"], host, guest) as sockets:
            await play(*sockets)

            for _ in range(20):
                for socket in sockets:
                    await socket.send("buffer_start")
                    await socket.send("buffer_end")
                    await socket.send("buffer_start")
                    await heard(socket)
                time.pass_by(1000)

            assert (await state_of(sockets[0]))["version"] == 1

    async def test_opening_the_page_again_brings_no_budget_back(
        self, host: Person, guest: Person, room: str, time: Time
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await play(socket, other)
            await socket.send("buffer_start")
            await heard(socket)
            time.pass_by(LONGEST_MS)
            await sweep_holds(now_ms=time.now_ms)
            await heard(other)

            again = await Socket(path_of(room, host.token)).open()
            await again.send("buffer_start")
            await heard(again)

            assert (await state_of(other))["playback_state"] == "playing"
            await again.close()

    @pytest.mark.parametrize("duration", ["1e308", "NaN", "Infinity", "0.01", "0", "-5", '"90"'])
    async def test_a_length_that_no_film_has_is_refused(
        self, host: Person, guest: Person, room: str, duration: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await other.raw(a_frame("duration", "duration", duration))

            assert (await other.event("error"))["data"]["code"] == 4002
            assert (await state_of(socket))["duration"] == 0

    async def test_the_second_who_tells_a_length_is_too_late(
        self, host: Person, guest: Person, room: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await socket.send("duration", {"duration": 90})
            await heard(socket)

            await other.send("duration", {"duration": 5})

            assert await heard(other) == []
            assert (await state_of(other))["duration"] == 90

    async def test_without_control_nobody_tells_a_length(self, host: Person, guest: Person):
        made = await sync_to_async(host.make_room)(settings={"allow_control": False})
        async with sitting(made["id"], host, guest) as [socket, other]:
            refused = await other.reply("duration", {"duration": 90})

            assert refused["data"]["code"] == 2003
            assert (await state_of(socket))["duration"] == 0


class TestAboutBeingAway:
    async def flap(self, liar: Socket, time: Time, *, times: int) -> None:
        """Go and come ten times a second."""
        for _ in range(times):
            for kind in ("away", "back"):
                await liar.send(kind)
                await heard(liar)
                time.pass_by(50)

    async def test_it_pauses_once_a_minute(
        self, host: Person, guest: Person, room: str, time: Time, patient: None
    ):
        async with sitting(room, host, guest) as [socket, other]:
            pauses = 0
            for _ in range(150):
                await socket.send("playback", {"action": "play"})
                await heard(socket)
                await self.flap(other, time, times=2)
                time.pass_by(800)
                pauses += (await current_state(room)).phase is Phase.PAUSED

            # 150 s: at once, and when each of two minutes is over.
            assert pauses == 3

    async def test_it_is_told_every_two_seconds_at_most(
        self, host: Person, guest: Person, room: str, time: Time, patient: None
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await self.flap(other, time, times=100)

            told = [frame["data"]["event"] for frame in await heard(socket)]

            # Ten seconds of it: five times gone and come.
            assert told == ["away", "back"] * 5

    async def test_how_it_ended_is_told_in_any_case(
        self, host: Person, guest: Person, room: str, time: Time
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await self.flap(other, time, times=1)
            await other.send("away")
            await heard(other)
            await heard(socket)

            await sweep_untold(now_ms=time.now_ms)
            assert await heard(socket) == []
            time.pass_by(TELL_EVERY_MS)
            for _ in range(2):
                await sweep_untold(now_ms=time.now_ms)

            told = [frame["data"]["event"] for frame in await heard(socket)]
            assert told == ["away"]


async def test_a_page_that_is_far_off_over_and_over_fills_no_log(
    host: Person, room: str, patient: None
):
    async with sitting(room, host) as (socket,):
        for _ in range(5):
            await socket.reply("sync", {"current_time": 5000})
            await socket.reply("sync", {"current_time": 0})

    def told() -> list[Any]:
        lines = RoomActivity.objects.filter(activity_type="sync_error")
        return [(str(line.actor_session_id), line.details) for line in lines]

    assert await sync_to_async(told)() == [(host.id, {"drift_ms": -5_000_000})]
