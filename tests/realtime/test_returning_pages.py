"""A page that comes back by itself takes nothing from one that was opened after it."""

import pytest
from asgiref.sync import sync_to_async

from common import clock
from rooms.presence import presence
from tests.people import Person
from tests.sockets import Socket, path_of, sitting

pytestmark = pytest.mark.django_db


def page(room: str, person: Person, opened_ms: object) -> Socket:
    return Socket(f"{path_of(room, person.token)}&opened={opened_ms}")


async def speaks(socket: Socket) -> None:
    """Fail unless the socket still counts."""
    assert (await socket.reply("chat", {"text": "here"}))["type"] == "chat"


class TestInOneRoom:
    async def test_the_one_opened_last_stays_whenever_the_other_comes(
        self, host: Person, guest: Person, room: str
    ):
        now_ms = clock.cloud_ms()
        async with sitting(room, host) as [watching]:
            newer = await page(room, guest, now_ms).open()
            older = page(room, guest, now_ms - 60_000)

            assert await older.refusal() == (3003, 4409)
            assert presence.online(room) == 2
            await speaks(newer)
            await newer.close()
            # Nobody saw anybody go or come again.
            assert (await watching.event("user_joined"))["data"]["member"]["session_id"] == guest.id
            assert (await watching.event("chat"))["data"]["text"] == "here"
            await watching.silence()

    async def test_the_older_comes_back_once_the_newer_is_gone(self, guest: Person, room: str):
        now_ms = clock.cloud_ms()
        newer = await page(room, guest, now_ms).open()
        await newer.close()
        older = await page(room, guest, now_ms - 60_000).open()

        await speaks(older)
        await older.close()

    async def test_a_page_that_comes_back_replaces_its_own_dead_socket(
        self, guest: Person, room: str
    ):
        now_ms = clock.cloud_ms()
        first = await page(room, guest, now_ms).open()
        again = await page(room, guest, now_ms).open()

        assert await first.closed() == 4409
        await speaks(again)
        await again.close()

    @pytest.mark.parametrize("opened", ["", "-5", "soon", "1e3", "９", "9" * 15, "9" * 16])
    async def test_nonsense_and_the_future_count_as_now(
        self, guest: Person, room: str, opened: str
    ):
        liar = await page(room, guest, opened).open()
        newer = await Socket(path_of(room, guest.token)).open()

        assert await liar.closed() == 4409
        await speaks(newer)
        await newer.close()


class TestInTwoRooms:
    async def test_a_room_entered_since_is_not_left(self, guest: Person, host: Person, room: str):
        other = (await sync_to_async(host.make_room)(name="Other"))["id"]
        opened_ms = clock.cloud_ms() - 1
        async with sitting(other, guest) as [sitting_there]:
            assert await page(room, guest, opened_ms).refusal() == (3003, 4409)

            await speaks(sitting_there)
            assert presence.seat(room, guest.id) is None

    async def test_a_page_opened_since_does_fetch_it(self, guest: Person, host: Person, room: str):
        other = (await sync_to_async(host.make_room)(name="Other"))["id"]
        async with sitting(other, guest) as [left]:
            here = await page(room, guest, clock.cloud_ms() + 1).open()

            assert await left.closed() == 4409
            await speaks(here)
            await here.close()
