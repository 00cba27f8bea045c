"""Lines over the picture, reactions and typing."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async

from rooms.models import SyncMessage
from rooms.services import chat_signals
from tests.people import FILM, Answer, Person
from tests.sockets import sitting
from tests.support.hands import Time

pytestmark = pytest.mark.django_db

OTHER_FILM = "https://films.example/two.mp4"


@sync_to_async
def get(person: Person, path: str) -> Answer:
    return person.call("GET", path)


async def window(person: Person, room: str, query: str = "") -> list[tuple[str, float]]:
    answer = await get(person, f"/rooms/{room}/danmaku{query}")
    assert answer.status == 200, answer.body
    return [(line["text"], line["danmaku"]["position"]) for line in answer.data["results"]]


class TestDanmaku:
    async def test_knows_the_film_and_where_its_sender_saw_it(
        self, host: Person, guest: Person, room: str, time: Time
    ):
        async with sitting(room, host, guest) as [socket, other]:
            await socket.reply("seek", {"current_time": 60})
            begun = (await socket.reply("playback", {"action": "play"}))["data"]
            time.now_ms = begun["effective_at"] + 5_000

            said = await other.reply(
                "chat", {"text": "wow", "danmaku": True}, timestamp=time.now_ms - 1_000
            )
            plain = await other.reply("chat", {"text": "hm"})

            assert said["data"]["danmaku"] == {"media_url": FILM, "position": 64.0}
            assert "danmaku" not in plain["data"]
            heard = [await socket.event("chat") for _ in range(2)]
            assert [frame["data"] for frame in heard] == [said["data"], plain["data"]]

    async def test_is_there_for_those_who_watch_later_by_position_and_film(
        self, host: Person, guest: Person, room: str
    ):
        async with sitting(room, host) as [socket]:
            for position in (700, 30, 31.5, 10):
                await socket.reply("seek", {"current_time": position})
                await socket.reply("chat", {"text": f"at {position}", "danmaku": True})
            gone = (await socket.reply("chat", {"text": "rude", "danmaku": True}))["data"]
            await socket.reply("chat_delete", {"message_id": gone["message_id"]})
            await socket.reply("media", {"media_url": OTHER_FILM})
            await socket.reply("chat", {"text": "new", "danmaku": True})
            assert await window(host, room) == [("new", 0.0)]
            await socket.reply("media", {"media_url": FILM})

        async with sitting(room, guest):
            early = [("at 10", 10.0), ("at 30", 30.0), ("at 31.5", 31.5)]
            assert await window(guest, room) == early
            assert await window(guest, room, "?from=30&to=31.5") == early[1:]
            assert await window(guest, room, "?from=600&to=1200") == [("at 700", 700.0)]

    async def test_shows_the_newest_of_too_many(
        self, host: Person, room: str, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr("rooms.chat_selectors.DANMAKU_MAX", 2)
        async with sitting(room, host) as [socket]:
            for position in (3, 1, 2):
                await socket.reply("seek", {"current_time": position})
                await socket.reply("chat", {"text": "x", "danmaku": True})

        assert await window(host, room) == [("x", 1.0), ("x", 2.0)]

    @pytest.mark.parametrize(
        "query",
        ["?from=-1", "?from=x", "?from=nan", "?from=1e9", "?to=601", "?from=9&to=8", "?to="],
    )
    async def test_refuses_odd_stretches(self, host: Person, room: str, query: str):
        answer = await get(host, f"/rooms/{room}/danmaku{query}")

        assert (answer.status, answer.code) == (400, 4002)

    async def test_is_for_members(self, stranger: Person, room: str):
        assert (await get(stranger, f"/rooms/{room}/danmaku")).code == 2003

    async def test_is_a_plain_line_where_the_room_wants_none(self, host: Person, room: str):
        off = {"settings": {"danmaku": False}}
        await sync_to_async(host.ok)("PATCH", f"/rooms/{room}", off)
        async with sitting(room, host) as [socket]:
            said = await socket.reply("chat", {"text": "wow", "danmaku": True})

        assert said["data"]["text"] == "wow"
        assert "danmaku" not in said["data"]
        assert await window(host, room) == []


async def refused(socket: Any, kind: str, data: dict[str, Any]) -> int:
    frame = await socket.reply(kind, data)
    assert frame["type"] == "error", frame
    return int(frame["data"]["code"])


class TestReactions:
    async def test_reach_everybody_and_are_kept_nowhere(
        self, host: Person, guest: Person, room: str, time: Time
    ):
        async with sitting(room, host, guest) as [socket, other]:
            for emoji in chat_signals.REACTIONS:
                time.pass_by(300)
                mine = await other.reply("reaction", {"emoji": emoji})
                heard = await socket.event("reaction")
                assert mine == heard
                assert (heard["data"], heard["session_id"]) == ({"emoji": emoji}, guest.id)

        assert await SyncMessage.objects.acount() == 0

    async def test_others_than_the_eight_are_refused(self, host: Person, guest: Person, room: str):
        async with sitting(room, host, guest) as [socket, other]:
            for emoji in ("💩", "❤", "", "👍👍", "<b>", 1, None):
                assert await refused(other, "reaction", {"emoji": emoji}) == 4002
            assert await refused(other, "reaction", {"emoji": "👍" * 17}) == 4003
            await socket.silence()

    async def test_floods_are_refused(self, host: Person, guest: Person, room: str, time: Time):
        async with sitting(room, host, guest) as [socket, other]:
            for _ in range(5):
                await other.reply("reaction", {"emoji": "🔥"})
                await socket.event("reaction")
            frame = await other.reply("reaction", {"emoji": "🔥"})
            assert (frame["data"]["code"], frame["data"]["retry_after"]) == (2005, 1)
            await socket.silence()

            time.pass_by(300)
            assert (await other.reply("reaction", {"emoji": "🔥"}))["type"] == "reaction"

    async def test_a_full_room_gets_no_more_than_pages_can_show(
        self, host: Person, guest: Person, room: str, time: Time, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(chat_signals, "ROOM_PER_S", 3)
        async with sitting(room, host, guest) as [socket, other]:
            for sender in (socket, other, socket):
                assert (await sender.reply("reaction", {"emoji": "🎉"}))["type"] == "reaction"
            assert await refused(other, "reaction", {"emoji": "🎉"}) == 2005


async def test_typing_is_shown_with_a_bound(host: Person, guest: Person, room: str, time: Time):
    async with sitting(room, host, guest) as [socket, other]:
        for is_typing in (True, False):
            await other.send("typing", {"is_typing": is_typing})
            heard = await socket.event("typing")
            assert (heard["data"], heard["session_id"]) == ({"is_typing": is_typing}, guest.id)

        assert await refused(other, "typing", {"is_typing": True}) == 2005
        assert await refused(other, "typing", {"is_typing": "yes"}) == 4002
        await socket.silence()


async def test_the_muted_neither_react_nor_type(host: Person, guest: Person, full_house: str):
    silence = {"permissions": {"chat": False}}
    path = f"/rooms/{full_house}/members/{guest.id}"
    await sync_to_async(host.ok)("PUT", path, silence)
    async with sitting(full_house, host, guest) as [socket, other]:
        assert await refused(other, "reaction", {"emoji": "👍"}) == 3007
        assert await refused(other, "typing", {"is_typing": True}) == 3007
        await socket.silence()
