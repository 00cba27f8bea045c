"""Lines that are taken back, members who are held to slow mode, and floods."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async

from rooms.models import RoomActivity
from rooms.roles import OPERATOR, Actor
from rooms.services import chat_pace, chat_removal
from rooms.services.audit import Origin
from tests.people import Person
from tests.realtime.talking import history, ok, refusal, rows, say
from tests.sockets import sitting
from tests.support.hands import Time

pytestmark = pytest.mark.django_db

NOWHERE = "01a2240a-1328-7000-a530-a23b2c40e452"


class TestTakingBack:
    async def test_one_s_own_line_is_gone_for_everybody(
        self, host: Person, guest: Person, room: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            line = await say(other, "oops")
            mine = await other.reply("chat_delete", {"message_id": line["message_id"]})
            await socket.event("chat")
            heard = await socket.event("chat_deleted")

            assert mine == heard
            assert (heard["data"], heard["session_id"]) == (
                {"message_id": line["message_id"]},
                guest.id,
            )
        read = await history(host, room)
        assert (read["count"], read["results"]) == (0, [])
        async with sitting(room, host) as [socket]:
            assert socket.info["messages"] == []
        [activity] = await sync_to_async(list)(
            RoomActivity.objects.filter(activity_type="message_deleted").values()
        )
        assert (str(activity["actor_session_id"]), activity["details"]) == (
            guest.id,
            {"message_id": line["message_id"]},
        )

    async def test_twice_is_answered_and_told_once(self, host: Person, guest: Person, room: str):
        async with sitting(room, host, guest) as [socket, other]:
            await say(socket, "stays")
            line = await say(socket, "goes")
            await socket.reply("chat_delete", {"message_id": line["message_id"]})
            await other.event("chat_deleted")

            again = await socket.reply("chat_delete", {"message_id": line["message_id"]})

            assert (again["type"], again["data"]) == (
                "chat_deleted",
                {"message_id": line["message_id"]},
            )
            await other.silence()
        assert (await history(host, room))["count"] == 1

    @pytest.mark.parametrize(("waits_ms", "code"), [(300_000, None), (300_001, 2003)])
    async def test_ends_after_five_minutes_but_not_for_managers(
        self, host: Person, guest: Person, room: str, time: Time, waits_ms: int, code: int | None
    ):
        async with sitting(room, host, guest) as [socket, other]:
            line = await say(other, "hm")
            time.pass_by(waits_ms)

            frame = await other.reply("chat_delete", {"message_id": line["message_id"]})

            assert frame["data"].get("code") == code
            assert (await history(host, room))["count"] == (1 if code else 0)
            if code:
                await socket.reply("chat_delete", {"message_id": line["message_id"]})
                assert (await history(host, room))["count"] == 0

    async def test_of_others_is_for_managers_and_of_other_rooms_for_nobody(
        self, host: Person, guest: Person, stranger: Person, room: str
    ):
        elsewhere = (await sync_to_async(stranger.make_room)())["id"]
        async with sitting(elsewhere, stranger) as [third]:
            foreign = await say(third, "far away")
        async with sitting(room, host, guest) as [socket, other]:
            line = await say(socket, "mine")
            before = await rows(room)
            assert await refusal(other, "chat_delete", {"message_id": line["message_id"]}) == (
                2003,
                {"permission": ["manage"]},
            )
            for forged in (foreign["message_id"], NOWHERE, "", "x"):
                assert (await refusal(socket, "chat_delete", {"message_id": forged}))[0] == 4002

            assert await rows(room) == before
            assert len(await rows(elsewhere)) == 1
            await ok(
                host,
                "PUT",
                f"/rooms/{room}/members/{guest.id}",
                {"permissions": {"manage": True}},
            )
            await other.event("system")
            done = await other.reply("chat_delete", {"message_id": line["message_id"]})
            assert done["type"] == "chat_deleted"

    async def test_all_at_once_in_steps(
        self, host: Person, guest: Person, room: str, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(chat_removal, "AT_ONCE", 3)
        async with sitting(room, host, guest) as [socket, other]:
            for number in range(7):
                await say(socket, f"word {number}", client_id=f"c{number}")
            refused = await sync_to_async(guest.call)("DELETE", f"/rooms/{room}/messages")
            assert (refused.code, (await history(host, room))["count"]) == (2003, 7)

            await ok(host, "DELETE", f"/rooms/{room}/messages")

            cleared = await other.event("chat_cleared")
            assert (cleared["data"], cleared["session_id"]) == ({}, host.id)
            assert "word" not in str(await rows(room))
            read = await history(host, room)
            assert (read["count"], read["results"]) == (0, [])
            assert (await refusal(socket, "chat", {"text": "x", "client_id": "c3"}))[0] == 4002
            await say(socket, "anew")
        assert (await history(host, room))["count"] == 1
        [details] = await sync_to_async(list)(
            RoomActivity.objects.filter(activity_type="chat_cleared").values_list(
                "details", flat=True
            )
        )
        assert details == {"lines": 7}

    async def test_staff_may_from_outside_and_stand_in_the_audit_log(
        self, host: Person, room: str, time: Time
    ):
        async with sitting(room, host) as [socket]:
            line = await say(socket, "rude")
            await say(socket, "ruder")
            mia = Actor("", OPERATOR, {}, allow_control=True)
            signed = {"actor": mia, "now_ms": time.now_ms, "origin": Origin(operator="mia")}
            await chat_removal.delete_line(room_id=room, message_id=line["message_id"], **signed)
            await chat_removal.clear(room_id=room, **signed)

            assert (await socket.event("chat_deleted"))["session_id"] == ""
            assert (await socket.event("chat_cleared"))["session_id"] == ""
        told = RoomActivity.objects.filter(operator="mia").order_by("pk")
        kinds = await sync_to_async(list)(told.values_list("activity_type", flat=True))
        assert kinds == ["message_deleted", "chat_cleared"]


class TestSlowMode:
    async def test_makes_guests_wait_and_not_managers(
        self, host: Person, guest: Person, room: str, time: Time
    ):
        await ok(host, "PATCH", f"/rooms/{room}", {"settings": {"slow_mode": 10}})
        async with sitting(room, host, guest) as [socket, other]:
            first = await say(other, "one", client_id="1")
            time.pass_by(9_500)
            frame = await other.reply("chat", {"text": "two"})
            assert (frame["data"]["code"], frame["data"]["retry_after"]) == (2005, 1)
            # Neither what is refused nor a repeat moves the end.
            assert await say(other, "one", client_id="1") == first
            time.pass_by(500)
            await say(other, "two")
            for text in ("a", "b"):
                await say(socket, text)

        texts = [row["payload"]["text"] for row in await rows(room)]
        assert texts == ["one", "two", "a", "b"]
        assert (await history(host, room))["count"] == 4

    async def test_holds_over_http_too(self, host: Person, guest: Person, full_house: str):
        await ok(host, "PATCH", f"/rooms/{full_house}", {"settings": {"slow_mode": 300}})
        path = f"/rooms/{full_house}/messages"
        await ok(guest, "POST", path, {"text": "one"})

        refused = await sync_to_async(guest.call)("POST", path, {"text": "two"})

        assert (refused.status, refused.code) == (429, 2005)
        assert 290 <= int(refused.headers["Retry-After"]) <= 300
        assert len(await rows(full_house)) == 1

    @pytest.mark.parametrize("pause", [-1, 301, 1.5, "5", True, None])
    async def test_refuses_odd_pauses(self, host: Person, room: str, pause: Any):
        body = {"settings": {"slow_mode": pause}}
        answer = await sync_to_async(host.call)("PATCH", f"/rooms/{room}", body)

        assert (answer.status, answer.code) == (400, 4002)
        assert (await ok(host, "GET", f"/rooms/{room}"))["settings"].get("slow_mode") is None


class TestPace:
    async def test_holds_socket_and_http_together_and_managers_too(
        self, host: Person, guest: Person, room: str, time: Time
    ):
        path = f"/rooms/{room}/messages"
        async with sitting(room, host, guest) as [socket, other]:
            for number in range(6):
                first = await say(socket, f"{number}", client_id=f"{number}")
            for number in range(6, 10):
                await ok(host, "POST", path, {"text": f"{number}", "client_id": f"{number}"})
            before = await rows(room)
            assert len(before) == 10

            refused = await sync_to_async(host.call)("POST", path, {"text": "x", "client_id": "x"})
            assert (refused.status, refused.code, refused.headers["Retry-After"]) == (
                429,
                2005,
                "1",
            )
            frame = await socket.reply("chat", {"text": "x"})
            assert (frame["data"]["code"], frame["data"]["retry_after"]) == (2005, 1)
            # Nothing was stored, one that was said before is still answered, others may speak.
            assert await rows(room) == before
            assert await say(socket, "5", client_id="5") == first
            await say(other, "mine")

            # A little more than a fifth of a second: a clock of seconds since 1970 is rounded.
            time.pass_by(250)
            await say(socket, "on")
            assert await refusal(socket, "chat", {"text": "x"}) == (2005, None)

    async def test_counts_neither_repeats_nor_what_is_refused(
        self, host: Person, room: str, time: Time
    ):
        async with sitting(room, host) as [socket]:
            await say(socket, "one", client_id="1")
            for _ in range(4):
                await say(socket, "one", client_id="1")
                assert (await refusal(socket, "chat", {"text": "x", "reply_to": "x"}))[0] == 4002
            for number in range(9):
                await say(socket, f"{number}")
            assert await refusal(socket, "chat", {"text": "x"}) == (2005, None)

    async def test_a_full_room_says_no_more_than_its_members_can_read(
        self, host: Person, guest: Person, room: str, time: Time, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(chat_pace, "ROOM_LINES_PER_S", 3)
        async with sitting(room, host, guest) as [socket, other]:
            for sender in (socket, other, socket):
                await say(sender, "hi")
            assert await refusal(other, "chat", {"text": "x"}) == (2005, None)
        assert len(await rows(room)) == 3
