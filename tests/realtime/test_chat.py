"""Lines that are said once, answer others, name people, and are taken back."""

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from realtime.hub import hub
from rooms.models import RoomActivity, RoomMember, SyncMessage
from rooms.roles import OPERATOR, Actor
from rooms.services import chat, chat_removal
from rooms.services.audit import Origin
from rooms.services.chat_storing import Words
from tests.people import Person
from tests.sockets import Socket, sitting
from tests.support.hands import Time

pytestmark = pytest.mark.django_db

NOWHERE = "01a2240a-1328-7000-a530-a23b2c40e452"


@sync_to_async
def history(person: Person, room: str) -> dict[str, Any]:
    return person.ok("GET", f"/rooms/{room}/messages")


@sync_to_async
def ok(person: Person, method: str, path: str, body: Any = None) -> Any:
    return person.ok(method, path, body)


@sync_to_async
def rows(room: str) -> list[dict[str, Any]]:
    return list(SyncMessage.objects.filter(room_id=room).order_by("pk").values())


async def say(socket: Socket, text: str, **more: Any) -> dict[str, Any]:
    frame = await socket.reply("chat", {"text": text, **more})
    assert frame["type"] == "chat", frame
    return frame["data"]


async def refusal(socket: Socket, kind: str, data: dict[str, Any]) -> tuple[int, Any]:
    frame = await socket.reply(kind, data)
    assert frame["type"] == "error", frame
    return frame["data"]["code"], frame["data"].get("details")


class TestOnce:
    async def test_the_same_again_is_answered_to_its_sender_alone(
        self, host: Person, guest: Person, room: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            first = await say(socket, "hello", client_id="a-1")
            assert (await other.event("chat"))["data"] == first

            again = await say(socket, "hello", client_id="a-1")

            assert (again, first["client_id"]) == (first, "a-1")
            await other.silence()
            read = await history(host, room)
            assert (read["count"], read["results"]) == (1, [first])

    async def test_also_after_a_reconnect_and_over_http(self, host: Person, room: str):
        async with sitting(room, host) as [socket]:
            first = await say(socket, "hello", client_id="a-1")
        async with sitting(room, host) as [socket]:
            assert socket.info["messages"] == [first]
            assert await say(socket, "hello", client_id="a-1") == first
        body = {"text": "hello", "client_id": "a-1"}
        answer = await sync_to_async(host.call)("POST", f"/rooms/{room}/messages", body)

        assert (answer.status, answer.data) == (200, first)
        assert len(await rows(room)) == 1

    async def test_nothing_that_speaks_against_it_now_makes_it_unsaid(
        self, host: Person, guest: Person, room: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            mine = await say(socket, "one")
            first = await say(other, "two", client_id="b", reply_to=mine["message_id"])
            await socket.reply("chat_delete", {"message_id": mine["message_id"]})
            member = RoomMember.objects.filter(session_id=guest.id)
            await sync_to_async(member.update)(permissions={"chat": False})
            again = await say(other, "two", client_id="b", reply_to=mine["message_id"])

            assert again["message_id"] == first["message_id"]
            assert len(await rows(room)) == 2

    async def test_what_was_deleted_is_not_said_again(self, host: Person, room: str):
        async with sitting(room, host) as [socket]:
            line = await say(socket, "oops", client_id="a")
            await socket.reply("chat_delete", {"message_id": line["message_id"]})

            assert await refusal(socket, "chat", {"text": "oops", "client_id": "a"}) == (
                4002,
                {"client_id": ["deleted"]},
            )
            assert (await history(host, room))["results"] == []

    async def test_two_sessions_and_two_rooms_may_use_the_same_name(
        self, host: Person, guest: Person, room: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await say(socket, "one", client_id="a")
            await say(other, "two", client_id="a")
        elsewhere = (await sync_to_async(host.make_room)())["id"]
        async with sitting(elsewhere, host) as [socket]:
            await say(socket, "three", client_id="a")

        assert [row["payload"]["text"] for row in await rows(room)] == ["one", "two"]

    @pytest.mark.parametrize(
        ("name", "code"), [("x" * 65, 4003), ("a\n", 4002), ("\x00", 4002), ("窝", 4002), (7, 4002)]
    )
    async def test_refuses_names_that_not_everybody_can_hold(
        self, host: Person, room: str, name: Any, code: int
    ):
        async with sitting(room, host) as [socket]:
            assert (await refusal(socket, "chat", {"text": "x", "client_id": name}))[0] == code
        body = {"text": "x", "client_id": name}
        answer = await sync_to_async(host.call)("POST", f"/rooms/{room}/messages", body)

        assert (answer.status, answer.code) == (400, code)
        assert await rows(room) == []


class TestAnswers:
    async def test_carry_the_beginning_of_what_they_answer(
        self, host: Person, guest: Person, room: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            asked = await say(socket, "who\nbrings " + "popcorn " * 20)
            await say(other, "me", reply_to=asked["message_id"])
            heard = (await socket.event("chat"))["data"]

        quote = heard["reply_to"]
        assert (quote["message_id"], quote["nickname"]) == (asked["message_id"], "host")
        assert quote["text"].startswith("who brings popcorn popcorn")
        assert (len(quote["text"]), quote["text"][-1]) == (80, "…")
        assert (await history(host, room))["results"][1] == heard

    async def test_lose_the_words_that_were_deleted(self, host: Person, guest: Person, room: str):
        async with sitting(room, host, guest) as [socket, other]:
            asked = await say(socket, "a secret")
            await say(other, "what?", reply_to=asked["message_id"])
            await socket.reply("chat_delete", {"message_id": asked["message_id"]})

        [line] = (await history(host, room))["results"]
        quote = {"message_id": asked["message_id"], "nickname": "host", "text": ""}
        assert line["reply_to"] == quote
        assert "secret" not in str(await rows(room))

    async def test_forged_ids_are_refused(self, host: Person, guest: Person, room: str):
        elsewhere = (await sync_to_async(guest.make_room)())["id"]
        async with sitting(elsewhere, guest) as [other]:
            foreign = await say(other, "not yours")
        async with sitting(room, host) as [socket]:
            gone = await say(socket, "gone")
            await socket.reply("chat_delete", {"message_id": gone["message_id"]})
            await socket.reply("playback", {"action": "play"})
            before = await rows(room)
            for forged in (foreign["message_id"], gone["message_id"], NOWHERE, "x", "'; --"):
                code, details = await refusal(socket, "chat", {"text": "x", "reply_to": forged})
                assert (code, list(details)) == (4002, ["reply_to"]), forged

            assert await rows(room) == before

    async def test_name_members_only_and_each_once(
        self, host: Person, guest: Person, stranger: Person, room: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            names = [guest.id, "everybody", stranger.id, guest.id, NOWHERE]
            line = await say(socket, "@guest look", mentions=names)
            nobody = await say(socket, "@everybody", mentions=["everybody", "*"])

            assert line["mentions"] == [guest.id]
            assert "mentions" not in nobody
            await other.event("chat")

    async def test_floods_of_names_are_refused(self, host: Person, room: str):
        async with sitting(room, host) as [socket]:
            for names in ([host.id] * 11, ["x" * 65], "all", [1]):
                assert (await refusal(socket, "chat", {"text": "x", "mentions": names}))[0] in (
                    4002,
                    4003,
                )

        assert await rows(room) == []

    async def test_ten_thousand_lines_are_too_long_and_lost_by_nobody_else(
        self, host: Person, guest: Person, room: str
    ):
        async with sitting(room, host, guest) as [socket, other]:
            for text in ("a\n" * 10_000, "a\n" * 251):
                assert (await refusal(socket, "chat", {"text": text}))[0] == 4003
            shown = await say(socket, "\x1b[31mred\x00\u202e\ud83d\ude00 ok")
            assert shown["text"] == "[31mred😀 ok"
            assert (await other.event("chat"))["data"]["text"] == "[31mred😀 ok"


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
        assert (await ok(host, "GET", f"/rooms/{room}"))["settings"]["slow_mode"] == 0


async def test_what_comes_from_outside_and_from_inside_at_once_is_one_line(
    host: Person, room: str, time: Time
):
    async with sitting(room, host) as [_]:
        [connection] = hub.connections()

        async def once() -> chat.Said:
            return await chat.say(
                room_id=room,
                actor=connection.actor,
                words=Words("hello", client_id="a"),
                now_ms=time.now_ms,
                sent_at_ms=None,
            )

        said = await asyncio.gather(*(once() for _ in range(5)))

    assert sorted(one.is_new for one in said) == [False] * 4 + [True]
    assert len({one.line.message_id for one in said}) == 1
    assert len(await rows(room)) == 1
