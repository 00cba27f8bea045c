"""Lines that are said once, answer others and name people."""

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from realtime.hub import hub
from rooms.models import RoomMember
from rooms.services import chat
from rooms.services.chat_storing import Words
from tests.people import Person
from tests.realtime.talking import history, refusal, rows, say
from tests.sockets import sitting
from tests.support.hands import Time

pytestmark = pytest.mark.django_db

NOWHERE = "01a2240a-1328-7000-a530-a23b2c40e452"


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
