"""What each frame does in a room of two."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async

from common import clock
from playback.absence import TELL_EVERY_MS, sweep_lost, sweep_untold
from playback.holding import sweep_holds
from playback.record import recorder
from playback.stores import store
from realtime.limits import MAX_FRAME_BYTES
from rooms.presence import presence
from rooms.services.lifecycle import recover_seats
from tests.people import FILM, Person
from tests.sockets import Socket, path_of, sitting
from tests.support.hands import Time

pytestmark = pytest.mark.django_db


class TestClock:
    async def test_ping(self, host: Person, room: str):
        async with sitting(room, host) as [socket]:
            pong = await socket.reply("ping", {"t0": 12.5, "rtt": 200, "jitter": 25})

            assert pong["type"] == "pong"
            assert pong["data"]["t0"] == 12.5
            assert abs(pong["data"]["t1"] - clock.cloud_ms()) < 1000
            assert pong["data"]["t1"] <= pong["data"]["t2"] <= pong["timestamp"] + 1

    async def test_what_pages_measure_sets_the_lead(self, host: Person, guest: Person, room: str):
        async with sitting(room, host, guest) as [socket, other]:
            await other.reply("ping", {"t0": 0, "rtt": 600, "jitter": 50})

            played = (await socket.reply("playback", {"action": "play"}))["data"]

            assert played["effective_at"] - played["server_time"] == 550

    async def test_calibration(self, host: Person, room: str):
        async with sitting(room, host) as [socket]:
            await socket.reply("speed_change", {"playback_rate": 1.5})
            answer = (await socket.reply("calibration", {"client_time": 7}))["data"]

            assert (answer["client_time"], answer["playback_rate"]) == (7, 1.5)
            assert abs(answer["server_time"] - clock.cloud_ms()) < 1000


class TestCommands:
    async def test_play_reaches_everybody_once(self, host: Person, guest: Person, room: str):
        async with sitting(room, host, guest) as [socket, other]:
            mine = await socket.reply("playback", {"action": "play"}, id="p1")
            theirs = await other.event("playback")

            assert mine == theirs
            assert (mine["id"], mine["session_id"], mine["room_id"]) == ("p1", host.id, room)
            data = mine["data"]
            assert (data["action"], data["playback_state"], data["version"]) == (
                "play",
                "playing",
                1,
            )
            assert 250 <= data["effective_at"] - data["server_time"] <= 1000
            await socket.silence()
            await other.silence()

    async def test_a_guest_seeks_and_the_host_follows(self, host: Person, guest: Person, room: str):
        async with sitting(room, host, guest) as [socket, other]:
            await other.send("seek", {"current_time": 91})

            sought = await socket.event("seek")

            assert (sought["session_id"], sought["data"]["current_time"]) == (guest.id, 91)
            assert sought["data"]["effective_at"] == sought["data"]["server_time"]

    async def test_a_seek_while_playing_lies_ahead(self, host: Person, room: str):
        async with sitting(room, host) as [socket]:
            await socket.reply("playback", {"action": "play"})

            data = (await socket.reply("seek", {"current_time": 91}))["data"]

            assert data["playback_state"] == "playing"
            assert 500 <= data["effective_at"] - data["server_time"] <= 2500

    async def test_pause_stops_at_what_the_sender_saw(self, host: Person, guest: Person, room: str):
        async with sitting(room, host, guest) as [socket, other]:
            await socket.reply("playback", {"action": "play"})
            await socket.send("playback", {"action": "pause", "current_time": 0.9})

            await other.event("playback")
            paused = (await other.event("playback"))["data"]
            assert (paused["action"], paused["current_time"]) == ("pause", 0.9)

    async def test_the_same_again_is_answered_to_the_sender_only(
        self, host: Person, guest: Person, room: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await socket.reply("playback", {"action": "play"})
            await other.event("playback")

            again = await socket.reply("playback", {"action": "play"})

            assert again["data"]["version"] == 1
            await other.silence()

    async def test_speed(self, host: Person, guest: Person, room: str):
        async with sitting(room, host, guest) as [socket, other]:
            await socket.send("speed_change", {"playback_rate": 1.5})

            assert (await other.event("speed_change"))["data"]["playback_rate"] == 1.5

    async def test_another_title_stops_no_film_and_forgets_nobody_who_is_ready(
        self, host: Person, guest: Person, room: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await socket.send("ready", {"is_ready": True})
            assert (await other.event("room_ready_status"))["data"]["ready_members"] == 1
            played = (await socket.reply("playback", {"action": "play"}))["data"]
            await other.event("playback")
            await socket.send("title", {"title": " \x00二\u202e "})

            named = (await other.event("title"))["data"]

            kept = ("media_url", "playback_state", "playback_rate", "effective_at", "duration")
            assert {key: named[key] for key in kept} == {key: played[key] for key in kept}
            assert (named["title"], named["version"]) == ("二", played["version"] + 1)
            await socket.reply("title", {"title": "二\x00"})
            await other.silence()

    async def test_a_new_film_is_paused_at_its_start_and_loaded_by_nobody(
        self, host: Person, guest: Person, room: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await socket.send("ready", {"is_ready": True})
            await socket.reply("playback", {"action": "play"})
            await socket.send(
                "media", {"media_url": "https://films.example/2.mp4", "title": "T\x00wo\u202e"}
            )

            changed = (await other.event("media"))["data"]

            assert (changed["title"], changed["playback_state"], changed["current_time"]) == (
                "Two",
                "paused",
                0,
            )
            assert not any(seat.ready for seat in presence.seats(room).values())

    async def test_an_older_command_is_refused_with_the_state(
        self, host: Person, guest: Person, room: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            accepted = await socket.reply("seek", {"current_time": 10})
            await other.event("seek")

            late = await other.reply(
                "seek", {"current_time": 20}, timestamp=accepted["timestamp"] - 1500
            )

            assert (late["type"], late["data"]["code"]) == ("error", 3005)
            assert late["data"]["playback"]["current_time"] == 10
            assert late["data"]["ref"] == late["id"]
            await socket.silence()

    async def test_without_control_nothing_moves(self, host: Person, guest: Person):
        room = (await sync_to_async(host.make_room)(settings={"allow_control": False}))["id"]
        async with sitting(room, host, guest) as [socket, other]:
            for kind, data in (
                ("playback", {"action": "play"}),
                ("seek", {"current_time": 5}),
                ("speed_change", {"playback_rate": 2}),
                ("media", {"media_url": FILM}),
                ("duration", {"duration": 9}),
            ):
                refused = await other.reply(kind, data)
                assert refused["data"]["code"] == 2003
                assert refused["data"]["details"]["permission"]
            await socket.silence()
            assert (await socket.reply("sync"))["data"]["version"] == 0

    async def test_http_ends_in_the_same_broadcast(self, host: Person, guest: Person, room: str):
        async with sitting(room, host, guest) as [socket, other]:
            await sync_to_async(host.ok)("POST", f"/rooms/{room}/seek", {"current_time": 33})

            for one in (socket, other):
                assert (await one.event("seek"))["data"]["current_time"] == 33

    async def test_a_link_that_cannot_be_a_film(self, host: Person, room: str):
        async with sitting(room, host) as [socket]:
            refused = await socket.reply("media", {"media_url": "javascript:alert(1)"})

            assert refused["data"]["code"] == 3004

    async def test_the_first_duration_wins(self, host: Person, room: str):
        async with sitting(room, host) as [socket]:
            await socket.send("duration", {"duration": 90})
            await socket.send("duration", {"duration": 5})

            assert (await socket.reply("sync"))["data"]["duration"] == 90
            beyond = await socket.reply("seek", {"current_time": 91})
            assert beyond["data"]["code"] == 4002


class TestSync:
    async def test_is_answered_to_the_asker_only(self, host: Person, guest: Person, room: str):
        async with sitting(room, host, guest) as [socket, other]:
            await socket.reply("seek", {"current_time": 20})
            await other.event("seek")

            answer = (await other.reply("sync", {"current_time": 15}))["data"]

            assert answer["advice"]["level"] == "catch_up"
            assert answer["advice"]["time_diff"] == 5
            assert 1.5 < answer["advice"]["playback_rate"] < 2
            await socket.silence()

    async def test_the_rooms_tolerance_counts(self, host: Person):
        room = (await sync_to_async(host.make_room)(settings={"sync_tolerance": 2}))["id"]
        async with sitting(room, host) as [socket]:
            answer = (await socket.reply("sync", {"current_time": 1.5}))["data"]

            assert answer["advice"]["level"] == "perfect"


class TestReady:
    async def test_everybody_reads_who_is_ready(self, host: Person, guest: Person, room: str):
        async with sitting(room, host, guest) as [socket, other]:
            await other.send("ready", {"is_ready": True})

            while (await socket.event("room_ready_status"))["data"]["ready_members"] != 1:
                pass
            await socket.send("ready", {"is_ready": True})
            while True:
                status = (await other.event("room_ready_status"))["data"]
                if status["ready_members"] == 2:
                    break
            assert status["total_members"] == 2
            assert status["member_statuses"] == {host.id: True, guest.id: True}

    async def test_flapping_is_told_four_times_a_second_at_most(
        self, host: Person, guest: Person, room: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            for turn in range(12):
                await other.send("ready", {"is_ready": turn % 2 == 0})
            await other.reply("ping", {"t0": 0})
            await socket.event("room_ready_status")
            await socket.silence()


class TestBuffering:
    async def playing(self, *sockets: Socket) -> None:
        for socket in sockets:
            await socket.send("ready", {"is_ready": True})
        await sockets[0].reply("playback", {"action": "play"})
        for socket in sockets[1:]:
            await socket.event("playback")

    async def test_everybody_waits_for_the_host(self, host: Person, guest: Person, room: str):
        async with sitting(room, host, guest) as [socket, other]:
            await self.playing(socket, other)

            await socket.send("buffer_start")
            held = (await other.event("playback"))["data"]
            told = (await other.event("system"))["data"]
            await socket.send("buffer_end")
            released = (await other.event("playback"))["data"]

            assert held["playback_state"] == "buffering"
            assert (told["event"], told["text"]) == ("buffering", "host")
            assert released["playback_state"] == "playing"
            assert released["effective_at"] > released["server_time"]

    async def test_nobody_waits_for_a_guest(self, host: Person, guest: Person, room: str):
        async with sitting(room, host, guest) as [socket, other]:
            await self.playing(socket, other)

            await other.send("buffer_start")

            await socket.silence()
            assert (await socket.reply("sync"))["data"]["playback_state"] == "playing"

    async def test_a_pause_meanwhile_stays(self, host: Person, guest: Person, room: str):
        async with sitting(room, host, guest) as [socket, other]:
            await self.playing(socket, other)
            await socket.send("buffer_start")
            await other.event("playback")

            await other.reply("playback", {"action": "pause"})
            await socket.send("buffer_end")

            await other.silence()
            assert (await other.reply("sync"))["data"]["playback_state"] == "paused"

    async def test_a_host_who_never_comes_back_releases_the_room(
        self, host: Person, guest: Person, room: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await self.playing(socket, other)
            await socket.send("buffer_start")
            await other.event("playback")
            now_ms = clock.cloud_ms()

            await sweep_holds(now_ms=now_ms + 29_000)
            await other.reply("ping", {"t0": 0})
            await sweep_holds(now_ms=now_ms + 31_000)

            assert (await other.event("playback"))["data"]["playback_state"] == "playing"
            # Saying it again without having come back changes nothing.
            await socket.send("buffer_start")
            await other.silence()

    async def test_a_host_who_leaves_releases_the_room(
        self, host: Person, guest: Person, room: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await self.playing(socket, other)
            await socket.send("buffer_start")
            await other.event("playback")

            await sync_to_async(host.ok)("POST", f"/rooms/{room}/leave")
            await sweep_holds(now_ms=clock.cloud_ms())

            assert (await other.event("playback"))["data"]["playback_state"] == "playing"

    async def test_under_nobody_the_host_waits_alone(self, host: Person, guest: Person):
        room = (await sync_to_async(host.make_room)(settings={"buffer_policy": "nobody"}))["id"]
        async with sitting(room, host, guest) as [socket, other]:
            await self.playing(socket, other)

            await socket.send("buffer_start")

            await other.silence()

    async def test_a_flood_moves_the_version_only_when_something_changes(
        self, host: Person, guest: Person, room: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await self.playing(socket, other)
            for _ in range(8):
                await socket.send("buffer_start")
            await socket.reply("ping", {"t0": 0})

            assert (await other.reply("sync"))["data"]["version"] == 2

    async def test_a_restart_forgets_for_whom_it_waited(self, host: Person, room: str):
        async with sitting(room, host) as [socket]:
            await self.playing(socket)
            await socket.send("buffer_start")
            await socket.event("playback")
            await recorder.flush()
            await store.forget(room)

            assert (await socket.reply("sync"))["data"]["playback_state"] == "paused"


async def test_everybody_reads_how_far_off_the_others_are(host: Person, guest: Person, room: str):
    async with sitting(room, host, guest) as [socket, other]:
        await other.reply("sync", {"current_time": 4.5})

        frame = await socket.event("room_ready_status")
        while not frame["data"]["member_sync"]:
            frame = await socket.event("room_ready_status")

        assert frame["data"]["member_sync"] == {guest.id: {"drift_ms": -4500, "level": "catch_up"}}


class TestAway:
    async def test_the_room_pauses_and_everybody_reads_for_whom(
        self, host: Person, guest: Person, room: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await socket.reply("playback", {"action": "play"})
            await other.send("away", {"reason": "hidden"})

            told = (await socket.event("system"))["data"]
            paused = (await socket.event("playback"))["data"]
            await other.send("back")
            back = (await socket.event("system"))["data"]

            assert (told["event"], told["text"], told["session_id"]) == ("away", "guest", guest.id)
            assert paused["playback_state"] == "paused"
            assert back["event"] == "back"
            assert (await socket.reply("sync"))["data"]["playback_state"] == "paused"

    async def test_with_notice_only_the_room_plays_on(self, host: Person, guest: Person):
        room = (await sync_to_async(host.make_room)(settings={"away_policy": "notice_only"}))["id"]
        async with sitting(room, host, guest) as [socket, other]:
            await socket.reply("playback", {"action": "play"})
            await other.send("away")

            assert (await socket.event("system"))["data"]["event"] == "away"
            await socket.silence()

    async def test_coming_and_going_pauses_once_a_minute(
        self, host: Person, guest: Person, room: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await socket.reply("playback", {"action": "play"})
            await other.send("away")
            await socket.event("playback")
            await other.send("back")
            await socket.event("system")
            await socket.reply("playback", {"action": "play"})

            await other.send("away")

            await socket.silence()
            await sweep_untold(now_ms=clock.cloud_ms() + TELL_EVERY_MS)
            assert (await socket.event("system"))["data"]["event"] == "away"
            await socket.silence()

    async def test_a_new_line_does_not_bring_back_who_looks_away(
        self, host: Person, guest: Person, room: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await other.send("away", {"reason": "hidden"})
            await socket.event("system")
            await other.close()

            async with sitting(room, guest) as [again]:
                assert presence.seats(room)[guest.id].away_since_ms is not None
                await again.send("back")
                assert (await socket.event("system"))["data"]["event"] == "back"

    async def test_others_who_go_soon_after_pause_nothing(
        self, host: Person, guest: Person, stranger: Person, room: str
    ):
        async with sitting(room, host, guest, stranger) as [socket, second, third]:
            await socket.reply("playback", {"action": "play"})
            await second.send("away")
            await socket.event("playback")
            await socket.reply("playback", {"action": "play"})

            await third.send("away")

            assert (await socket.event("system"))["data"]["session_id"] == stranger.id
            await socket.silence()

    async def test_a_lost_network_counts_after_five_seconds(
        self, host: Person, guest: Person, room: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await socket.reply("playback", {"action": "play"})
            await other.close()
            now_ms = clock.cloud_ms()

            await sweep_lost(now_ms=now_ms + 4000)
            await socket.silence()
            await sweep_lost(now_ms=now_ms + 6000)

            assert (await socket.event("system"))["data"]["event"] == "away"
            again = await Socket(path_of(room, guest.token)).open()
            assert (await socket.event("system"))["data"]["event"] == "back"
            await again.close()
        log = await sync_to_async(host.ok)("GET", f"/rooms/{room}/activities")
        kinds = [line["activity_type"] for line in log["results"] if "conn" in str(line)]
        assert sorted(kinds) == ["connection_lost", "connection_restored"]

    async def test_a_restart_is_nobodys_absence(self, host: Person, guest: Person, room: str):
        await sync_to_async(guest.ok)("POST", f"/rooms/{room}/join")
        presence.rooms.clear()
        now_ms = clock.cloud_ms()
        await recover_seats(now_ms=now_ms)
        async with sitting(room, host) as [socket]:
            await sweep_lost(now_ms=now_ms + 20_000)

            await socket.silence()


class TestChat:
    async def test_is_stored_and_told(self, host: Person, guest: Person, room: str):
        async with sitting(room, host, guest) as [socket, other]:
            said = await other.reply("chat", {"text": " 你好 👋 "}, id="c1")
            heard = await socket.event("chat")

            assert said == heard
            data = said["data"]
            assert (data["text"], data["nickname"]) == ("你好 👋", "guest")
            history = await sync_to_async(host.ok)("GET", f"/rooms/{room}/messages")
            assert [line["message_id"] for line in history["results"]] == [data["message_id"]]

    async def test_spaces_of_every_width_stay(self, host: Person, room: str):
        async with sitting(room, host) as [socket]:
            said = await socket.reply("chat", {"text": "你好　世界\u00a0!\x07"})

            assert said["data"]["text"] == "你好　世界\u00a0!"

    async def test_history_goes_backwards(self, host: Person, room: str):
        async with sitting(room, host) as [socket]:
            for number in range(7):
                await socket.reply("chat", {"text": str(number)})

        read = sync_to_async(host.ok)
        last = await read("GET", f"/rooms/{room}/messages?type=chat&size=3")
        before = last["results"][0]["message_id"]
        earlier = await read("GET", f"/rooms/{room}/messages?size=3&before={before}")

        assert [line["text"] for line in last["results"]] == ["4", "5", "6"]
        assert [line["text"] for line in earlier["results"]] == ["1", "2", "3"]
        assert (last["has_more"], earlier["has_more"]) == (True, True)
        for query in ("before=x", "type=gossip", "size=0"):
            odd = await sync_to_async(host.call)("GET", f"/rooms/{room}/messages?{query}")
            assert odd.code == 4002

    @pytest.mark.parametrize(
        ("text", "code"), [("", 4002), ("  \n ", 4002), ("\x07", 4002), ("x" * 501, 4003)]
    )
    async def test_refuses(self, host: Person, guest: Person, room: str, text: str, code: int):
        async with sitting(room, host, guest) as [socket, other]:
            refused = await other.reply("chat", {"text": text})

            assert refused["data"]["code"] == code
            await socket.silence()

    async def test_the_muted_are_told_so(self, host: Person, guest: Person, full_house: str):
        async with sitting(full_house, host, guest) as [_, other]:
            await sync_to_async(host.ok)(
                "PUT",
                f"/rooms/{full_house}/members/{guest.id}",
                {"permissions": {"chat": False}},
            )

            assert (await other.reply("chat", {"text": "hm"}))["data"]["code"] == 3007


class TestLimits:
    async def test_nonsense_is_told_and_the_line_stays(self, host: Person, guest: Person, room):
        async with sitting(room, host, guest) as [socket, other]:
            for text, code in (
                ("{", 4004),
                ("[]", 4002),
                ('{"type":"seek","data":{"current_time":NaN}}', 4002),
                ('{"type":"dance"}', 4002),
                ('{"type":"seek"}', 4001),
            ):
                await other.raw(text)
                error = await other.event("error")
                assert error["data"]["code"] == code
            await socket.silence()
            assert (await other.reply("ping", {"t0": 1}))["type"] == "pong"

    async def test_bytes_are_no_frames(self, host: Person, room: str):
        async with sitting(room, host) as [socket]:
            await socket.wire.send_to(bytes_data=b"\x00\x01")

            assert (await socket.event("error"))["data"]["code"] == 4004

    async def test_fifty_bad_frames_in_a_row_close(self, host: Person, room: str):
        async with sitting(room, host) as [socket]:
            for _ in range(50):
                await socket.raw("{")

            assert await socket.closed() == 1008

    async def test_bad_frames_do_not_escape_the_rate(self, host: Person, room: str, time: Time):
        async with sitting(room, host) as [socket]:
            for _ in range(4):
                for _ in range(45):
                    await socket.raw("{")
                await socket.send("ping", {"t0": 0})

            assert await socket.closed() == 4429

    async def test_too_fast_is_refused(self, host: Person, room: str, time: Time):
        async with sitting(room, host) as [socket]:
            for number in range(40):
                await socket.send("ping", {"t0": number}, id=f"fast{number}")

            error = await socket.event("error")
            assert error["data"]["code"] == 2005
            assert error["data"]["ref"].startswith("fast")

    async def test_a_hundred_refused_in_a_row_close(self, host: Person, room: str, time: Time):
        async with sitting(room, host) as [socket]:
            for number in range(160):
                await socket.send("ping", {"t0": number})

            assert await socket.closed() == 4429

    async def test_a_frame_that_is_too_large_closes(self, host: Person, room: str):
        async with sitting(room, host) as [socket]:
            await socket.raw(json.dumps({"type": "chat", "data": {"text": "窝" * 30_000}}))

            assert await socket.closed() == 1009
        assert len("窝" * 30_000) < MAX_FRAME_BYTES

    async def test_a_slow_reader_is_cut(self, host: Person, guest: Person, room: str):
        from realtime.outbox import MAX_FRAMES, Outbox

        sent: list[dict] = []
        gate = asyncio.Event()

        async def stuck(message: dict) -> None:
            await gate.wait()
            sent.append(message)

        outbox = Outbox(stuck)
        for number in range(MAX_FRAMES + 10):
            outbox.send_text(str(number))
            await asyncio.sleep(0)
        gate.set()
        await outbox.finish()

        assert len(sent) == 2
        assert sent[-1] == {"type": "websocket.close", "code": 4413}


class TestRecord:
    async def test_is_written_behind(self, host: Person, room: str):
        async with sitting(room, host) as [socket]:
            await socket.reply("seek", {"current_time": 42})
            await socket.reply("playback", {"action": "play"})
            assert recorder.lag_s() > 0
            await recorder.flush()
            assert recorder.lag_s() == 0

        history = await sync_to_async(host.ok)("GET", f"/rooms/{room}/activities")
        kinds = [line["activity_type"] for line in history["results"]]
        assert kinds[:2] == ["play_started", "play_seeked"]

    async def test_a_bug_in_a_handler_does_not_close_the_line(
        self, host: Person, room: str, monkeypatch: pytest.MonkeyPatch
    ):
        async def broken(**_: object) -> None:
            raise RuntimeError("secret")

        async with sitting(room, host) as [socket]:
            monkeypatch.setattr("playback.services.command", broken)
            error = await socket.reply("seek", {"current_time": 1})

            assert error["data"]["code"] == 1001
            assert "secret" not in str(error)
            assert (await socket.reply("ping", {"t0": 0}))["type"] == "pong"


async def test_two_who_press_at_once_agree(host: Person, guest: Person, room: str):
    async with sitting(room, host, guest) as [socket, other]:
        for turn in range(5):
            await asyncio.gather(
                socket.send("seek", {"current_time": 10 + turn}),
                other.send("seek", {"current_time": 50 + turn}),
            )
        for one in (socket, other):
            await one.reply("ping", {"t0": 0})
        mine = await socket.reply("sync")
        theirs = await other.reply("sync")

        for field in ("current_time", "version", "playback_state"):
            assert mine["data"][field] == theirs["data"][field]
        late = await Socket(path_of(room, host.token)).open()
        assert late.info["playback"]["version"] == mine["data"]["version"]
        await late.close()
