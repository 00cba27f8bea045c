"""Coming in through the socket, being turned away, being replaced."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.test import Client
from django.utils import timezone

from common import clock
from realtime import entry, keeper, pictures
from realtime.hub import hub
from rooms.models import RoomBan, RoomMember
from rooms.presence import GRACE_MS, presence
from rooms.services import lifecycle, welcome
from tests.people import Person, call
from tests.sockets import TIMEOUT_S, Socket, path_of, sitting

pytestmark = pytest.mark.django_db


@pytest.fixture
def private(host: Person) -> str:
    return host.make_room(is_private=True, password="pw")["id"]


class TestFirstPicture:
    async def test_is_whole(self, host: Person, room: str):
        async with sitting(room, host) as [socket]:
            assert set(socket.info) == {"room", "members", "playback", "ready", "you", "messages"}
            assert socket.info["room"]["id"] == room
            assert socket.info["you"] == {
                "session_id": host.id,
                "role": "host",
                "permissions": {"control": True, "chat": True, "manage": True, "media": True},
            }
            assert socket.info["members"][0]["online"] is True
            assert socket.info["ready"]["member_statuses"] == {host.id: False}

    async def test_by_the_alias_and_in_any_case(self, host: Person, room: str):
        socket = await Socket(f"/ws/room/{room.lower()}?token={host.token}").open()

        assert socket.info["room"]["id"] == room
        await socket.close()

    async def test_by_subprotocol(self, host: Person, room: str):
        socket = Socket(path_of(room), subprotocols=["xiaowo.v1", f"bearer.{host.token}"])

        await socket.open()

        assert socket.subprotocol == "xiaowo.v1"
        await socket.close()

    async def test_by_the_pages_cookie(self, host: Person, room: str):
        headers = {
            "Cookie": f"a=b; xiaowo_session={host.token}",
            "Origin": "https://nest.example",
            "Host": "nest.example",
        }

        await (await Socket(path_of(room), headers=headers).open()).close()

    async def test_knows_what_was_said(self, host: Person, guest: Person, room: str):
        async with sitting(room, host) as [socket]:
            await socket.reply("chat", {"text": "你好"})
            late = await Socket(path_of(room, guest.token)).open()

            assert [line["text"] for line in late.info["messages"]] == ["你好"]
            await late.close()


class TestRefusals:
    @pytest.mark.parametrize("token", ["", "nonsense", "a:b:c"])
    async def test_without_a_good_token(self, room: str, token: str):
        assert await Socket(path_of(room, token)).refusal() == (2001, 4401)

    async def test_with_an_expired_one(self, host: Person, room: str, monkeypatch):
        monkeypatch.setattr("sessions_app.tokens.LIFETIME_S", -1)

        assert await Socket(path_of(room, host.token)).refusal() == (2002, 4401)

    @pytest.mark.parametrize("room_id", ["ZZZZZZ", "nonsense", "%F0%9F%98%80"])
    async def test_an_unknown_room(self, host: Person, room_id: str):
        assert await Socket(path_of(room_id, host.token)).refusal() == (3001, 4404)

    async def test_a_room_that_is_over(self, host: Person, room: str):
        await sync_to_async(host.ok)("DELETE", f"/rooms/{room}")

        assert await Socket(path_of(room, host.token)).refusal() == (3006, 4410)

    async def test_a_full_room(self, host: Person, guest: Person):
        room = (await sync_to_async(host.make_room)(max_users=1))["id"]

        assert await Socket(path_of(room, guest.token)).refusal() == (3002, 4403)
        assert len(presence.seats(room)) == 1

    async def test_a_private_room_not_joined_before(self, guest: Person, private: str):
        assert await Socket(path_of(private, guest.token)).refusal() == (2003, 4403)

    async def test_a_private_room_joined_before(self, guest: Person, private: str):
        await sync_to_async(guest.ok)("POST", f"/rooms/{private}/join", {"password": "pw"})

        await (await Socket(path_of(private, guest.token)).open()).close()

    @pytest.mark.parametrize("trusted", ["https://nest.example", "https://*.example"])
    async def test_by_the_cookie_where_a_proxy_changes_the_host(
        self, host: Person, room: str, settings: Any, trusted: str
    ):
        settings.CSRF_TRUSTED_ORIGINS = [trusted]
        headers = {
            "Cookie": f"xiaowo_session={host.token}",
            "Origin": "https://nest.example",
            "Host": "127.0.0.1:8000",
        }

        await (await Socket(path_of(room), headers=headers).open()).close()

    async def test_a_foreign_page_riding_on_the_cookie(self, host: Person, room: str):
        headers = {
            "Cookie": f"xiaowo_session={host.token}",
            "Origin": "https://evil.example",
            "Host": "nest.example",
        }

        assert await Socket(path_of(room), headers=headers).refusal() == (2003, 4403)

    async def test_a_banned_session(self, host: Person, guest: Person, full_house: str):
        await sync_to_async(host.ok)(
            "DELETE", f"/rooms/{full_house}/members/{guest.id}", {"ban": True}
        )

        assert await Socket(path_of(full_house, guest.token)).refusal() == (3007, 4403)

    async def test_too_many_from_one_address(self, host: Person, guest: Person, room, settings):
        settings.MAX_CONNECTIONS_PER_IP = 1
        async with sitting(room, host):
            assert await Socket(path_of(room, guest.token)).refusal() == (2005, 4429)
            other = Socket(path_of(room, guest.token), ip="203.0.113.8")
            await (await other.open()).close()

    async def test_too_many_from_one_household(self, host: Person, guest: Person, room, settings):
        settings.MAX_CONNECTIONS_PER_IP = 1
        one = await Socket(path_of(room, host.token), ip="2001:db8::1").open()
        assert await Socket(path_of(room, guest.token), ip="2001:db8::2").refusal() == (2005, 4429)
        await one.close()

        again = await Socket(path_of(room, guest.token), ip="2001:db8::2").open()
        await again.close()
        assert hub.total == 0

    async def test_too_many_altogether(self, host: Person, guest: Person, room, settings):
        settings.MAX_CONNECTIONS = 1
        async with sitting(room, host):
            other = Socket(path_of(room, guest.token), ip="203.0.113.8")
            assert await other.refusal() == (2005, 4429)
            await other.close()
        assert hub.total == 0

    async def test_too_many_guesses(self, guest: Person, room: str):
        for number in range(20):
            assert await Socket(path_of(f"ZZZZ{number:02}", guest.token)).refusal() == (3001, 4404)

        assert await Socket(path_of(room, guest.token)).refusal() == (2005, 4429)

    async def test_frames_before_being_let_in_do_nothing(self, guest: Person, private: str):
        socket = Socket(path_of(private, guest.token))
        await socket.wire.connect()
        await socket.send("chat", {"text": "let me in"})

        assert await socket.closed() == 4403
        lines = await sync_to_async(call)(Client(), "GET", f"/rooms/{private}/messages")
        assert lines.code == 2001

    async def test_the_reason_comes_in_the_readers_language(self, room: str):
        socket = Socket(path_of(room), headers={"Accept-Language": "en"})
        await socket.wire.connect()

        assert (await socket.next())["data"]["message"] == "The token is not valid"


class TestComingAndGoing:
    async def test_everybody_hears_of_it(self, host: Person, guest: Person, room: str):
        async with sitting(room, host) as [socket]:
            late = await Socket(path_of(room, guest.token)).open()
            joined = await socket.event("user_joined")
            await sync_to_async(guest.ok)("POST", f"/rooms/{room}/leave")
            left = await socket.event("user_left")

            assert joined["data"]["member"]["nickname"] == "guest"
            assert joined["data"]["member"]["online"] is True
            assert left["data"] == {"session_id": guest.id, "reason": "left"}
            assert await late.closed() == 1000

    async def test_a_reload_is_heard_by_nobody(self, host: Person, guest: Person, room: str):
        async with sitting(room, host, guest) as [socket, other]:
            await other.close()
            again = await Socket(path_of(room, guest.token)).open()

            await socket.silence()
            await again.close()

    async def test_who_does_not_come_back_has_left(self, host: Person, guest: Person, room: str):
        async with sitting(room, host, guest) as [socket, other]:
            await other.close()
            now_ms = clock.cloud_ms()

            early = await lifecycle.sweep_seats(now_ms=now_ms + GRACE_MS - 1000)
            late = await lifecycle.sweep_seats(now_ms=now_ms + GRACE_MS + 1000)

            assert (early, late) == (0, 1)
            left = await socket.event("user_left")
            assert left["data"] == {"session_id": guest.id, "reason": "timeout"}

    async def test_a_second_page_takes_over(self, host: Person, guest: Person, room: str):
        async with sitting(room, host, guest) as [socket, older]:
            newer = await Socket(path_of(room, guest.token)).open()

            assert await older.closed() == 4409
            await socket.silence()
            assert (await newer.reply("chat", {"text": "here"}))["type"] == "chat"
            await newer.close()

    async def test_entering_another_room_closes_the_first(
        self, host: Person, guest: Person, room: str
    ):
        other = (await sync_to_async(host.make_room)(name="Other"))["id"]
        async with sitting(room, guest) as [first]:
            second = await Socket(path_of(other, guest.token)).open()

            assert await first.closed() == 4409
            await second.close()

    async def test_a_kick(self, host: Person, guest: Person, full_house: str):
        async with sitting(full_house, host, guest) as [socket, other]:
            await sync_to_async(host.ok)("DELETE", f"/rooms/{full_house}/members/{guest.id}")

            assert (await other.event("system"))["data"]["event"] == "kicked"
            assert await other.closed() == 4403
            assert (await socket.event("user_left"))["data"]["reason"] == "kicked"

    async def test_who_was_sent_out_is_not_heard_any_more(
        self, host: Person, guest: Person, full_house: str
    ):
        async with sitting(full_house, host, guest) as [socket, other]:
            await sync_to_async(host.ok)(
                "DELETE", f"/rooms/{full_house}/members/{guest.id}", {"ban": True}
            )
            await other.send("seek", {"current_time": 77})
            await other.send("chat", {"text": "from the grave"})
            await socket.event("user_left")

            await socket.silence()
            assert await other.closed() == 4403

    async def test_a_seat_lost_on_the_way_in(
        self, host: Person, guest: Person, room: str, monkeypatch: pytest.MonkeyPatch
    ):
        real = entry.take_seat

        async def and_leave(**arguments):
            joined = await real(**arguments)
            presence.release(room_id=room, session_id=guest.id)
            return joined

        async with sitting(room, guest) as [older]:
            monkeypatch.setattr(entry, "take_seat", and_leave)

            assert await Socket(path_of(room, guest.token)).refusal() == (3003, 4409)
            assert await older.closed() == 4409
        assert (hub.total, hub.rooms) == (0, set())
        listed = (await sync_to_async(host.ok)("GET", f"/rooms/{room}/members"))["results"]
        assert [member["nickname"] for member in listed] == ["host"]

    async def test_a_crash_on_the_way_in_leaves_nothing_behind(
        self, guest: Person, room: str, monkeypatch: pytest.MonkeyPatch
    ):
        def broken(**_: object) -> None:
            raise RuntimeError

        monkeypatch.setattr(entry, "take_picture", broken)
        wire = Socket(path_of(room, guest.token)).wire
        await wire.send_input({"type": "websocket.connect"})
        # The crash itself: who waits for a frame instead waits in vain for a minute.
        with pytest.raises(RuntimeError):
            await wire.wait(timeout=TIMEOUT_S)

        assert (hub.total, hub.rooms) == (0, set())
        assert presence.online(room) == 0

    async def test_a_ban_holds_against_who_is_on_the_way_in(
        self, host: Person, guest: Person, full_house: str
    ):
        def ban_now() -> None:
            RoomMember.objects.filter(session_id=guest.id).update(
                is_active=False, left_at=timezone.now()
            )
            RoomBan.objects.create(
                id=uuid4(), room_id=full_house, session_id=guest.id, created_at=timezone.now()
            )

        real = welcome.check_entry

        def check_then_ban(*arguments):
            found = real(*arguments)
            ban_now()
            return found

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(welcome, "check_entry", check_then_ban)
            assert await Socket(path_of(full_house, guest.token)).refusal() == (3007, 4403)
        members = await sync_to_async(host.ok)("GET", f"/rooms/{full_house}/members")
        assert members["count"] == 1

    async def test_an_unknown_address(self):
        socket = Socket("/ws/v1/elsewhere")
        await socket.wire.connect()

        assert await socket.closed() == 4404

    async def test_who_comes_while_a_reading_waits_shares_it(self):
        began, read = [], asyncio.Event()

        def take(number: int) -> int:
            began.append(number)
            return number

        real = pictures.in_db

        async def when_it_is_its_turn(function, *arguments):
            await read.wait()
            return await real(function, *arguments)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pictures, "in_db", when_it_is_its_turn)
            asked = [
                asyncio.ensure_future(pictures.picture_of("ROOM01", lambda n=n: take(n)))
                for n in range(3)
            ]
            await asyncio.sleep(0)
            asked[0].cancel()
            read.set()
            shared = await asyncio.gather(*asked[1:])
            later = await pictures.picture_of("ROOM01", lambda: take(9))

        assert (shared, later, began) == ([0, 0], 9, [0, 9])

    async def test_the_room_is_closed(self, host: Person, guest: Person, full_house: str):
        async with sitting(full_house, host, guest) as [_, other]:
            await sync_to_async(host.ok)("DELETE", f"/rooms/{full_house}")

            assert (await other.event("system"))["data"]["event"] == "room_archived"
            assert await other.closed() == 4410

    async def test_the_room_is_edited(self, host: Person, guest: Person, full_house: str):
        async with sitting(full_house, host, guest) as [_, other]:
            await sync_to_async(host.ok)("PATCH", f"/rooms/{full_house}", {"name": "New"})

            info = (await other.event("room_info"))["data"]
            assert (info["room"]["name"], info["you"]["role"]) == ("New", "guest")

    async def test_a_new_name_is_heard(self, host: Person, guest: Person, full_house: str):
        async with sitting(full_house, host, guest) as [socket, other]:
            await sync_to_async(guest.ok)("PUT", f"/sessions/{guest.id}", {"nickname": "New"})
            joined = await socket.event("user_joined")
            line = await other.reply("chat", {"text": "it is me"})

            assert joined["data"]["member"]["nickname"] == "New"
            assert line["data"]["nickname"] == "New"

    async def test_a_role_is_heard_and_holds_at_once(
        self, host: Person, guest: Person, full_house: str
    ):
        film = {"media_url": "https://films.example/2.mp4"}
        async with sitting(full_house, host, guest) as [_, other]:
            before = await other.reply("media", film)
            await sync_to_async(host.ok)(
                "PUT", f"/rooms/{full_house}/members/{guest.id}", {"role": "admin"}
            )
            told = await other.event("system")
            after = await other.reply("media", film)

            assert before["data"]["details"] == {"permission": ["media"]}
            assert (told["data"]["event"], told["data"]["role"]) == ("role_changed", "admin")
            assert after["type"] == "media"

    async def test_everybody_reads_of_a_right_that_was_taken(
        self, host: Person, guest: Person, full_house: str
    ):
        path = f"/rooms/{full_house}/members/{guest.id}"
        async with sitting(full_house, host, guest) as [socket, _]:
            for taken in ({"chat": False}, {"chat": False, "control": False}):
                await sync_to_async(host.ok)("PUT", path, {"permissions": taken})
            told = [(await socket.event("system"))["data"] for _ in range(3)]

            assert [one["event"] for one in told] == ["role_changed", "muted", "role_changed"]
            assert told[0]["permissions"] == {"chat": False}
            assert (told[1]["session_id"], told[1]["text"]) == (guest.id, "guest")
            assert told[2]["permissions"] == {"chat": False, "control": False}

    async def test_who_comes_in_sees_who_looks_away(
        self, host: Person, guest: Person, full_house: str
    ):
        async with sitting(full_house, host) as [socket]:
            await socket.send("away", {"reason": "hidden"})
            await socket.event("system")
            async with sitting(full_house, guest) as [other]:
                away = {one["session_id"]: one["away"] for one in other.info["members"]}

            assert away == {host.id: True, guest.id: False}


class TestClosing:
    async def test_silence_is_closed(self, host: Person, room: str):
        async with sitting(room, host) as [socket]:
            now_ms = clock.cloud_ms()

            assert keeper.shut_silent(now_ms=now_ms + 89_000) == 0
            assert keeper.shut_silent(now_ms=now_ms + 91_000) == 1
            assert await socket.closed() == 4408

    async def test_a_restart_is_said(self, host: Person, room: str):
        async with sitting(room, host) as [socket]:
            ending = asyncio.ensure_future(keeper.shut_all(now_ms=0))
            assert (await socket.event("system"))["data"]["event"] == "server_restart"
            assert await socket.closed() == 1012
            await socket.close()
            await ending

            assert hub.total == 0

    async def test_nothing_is_left_behind(self, host: Person, guest: Person, room: str):
        async with sitting(room, host, guest):
            assert (hub.total, len(hub.rooms)) == (2, 1)

        assert (hub.total, hub.rooms) == (0, set())
        assert hub._per_ip == {}
