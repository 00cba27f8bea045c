"""What the staff does in the admin reaches the sockets at once, and stands in the audit log."""

from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rooms.models import MessageReport, Room, RoomActivity, RoomBan, RoomMember
from tests.people import Person
from tests.sockets import Socket, path_of, play, sitting

pytestmark = pytest.mark.django_db

ROOMS = "/admin/rooms/room/"
MEMBERS = "/admin/rooms/roommember/"


@pytest.fixture
def desk(db: None) -> Client:
    """A member of the staff, signed in to the admin."""
    client = Client(headers={"Accept-Language": "en", "User-Agent": "Desk"})
    client.force_login(User.objects.create_superuser("mia", password="x"))
    return client


def press(desk: Client, page: str, deed: str, *rows: Any, **said: Any) -> str:
    """Choose an action, be sure, and return the page that follows."""
    chosen = {"action": deed, "_selected_action": [str(row) for row in rows], "sure": "1", **said}
    answer = desk.post(page, chosen, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


pressed = sync_to_async(press)


def acts(**where: Any) -> list[tuple[str, str]]:
    lines = RoomActivity.objects.exclude(operator="").filter(**where).order_by("id")
    return [(line.operator, line.activity_type) for line in lines]


def seat_of(person: Person) -> Any:
    return RoomMember.objects.get(session_id=person.id).pk


async def test_a_paused_room_is_paused_on_every_page(desk, host, guest, full_house):
    async with sitting(full_house, host, guest) as sockets:
        await play(*sockets)

        assert "Pause the film: done for 1." in await pressed(desk, ROOMS, "pause", full_house)

        for socket in sockets:
            told = await socket.event("playback")
            assert (told["data"]["action"], told["session_id"]) == ("pause", "")
    assert await sync_to_async(acts)() == [("mia", "room_paused")]


async def test_a_closed_room_is_over_for_everybody(desk, host, guest, full_house):
    async with sitting(full_house, host, guest) as sockets:
        await pressed(desk, ROOMS, "archive", full_house)

        for socket in sockets:
            assert (await socket.event("system"))["data"]["event"] == "room_archived"
            assert await socket.closed() == 4410
    assert await sync_to_async(acts)() == [("mia", "room_archived")]
    again = await pressed(desk, ROOMS, "archive", full_house)
    assert "done for" not in again
    assert await sync_to_async(acts)() == [("mia", "room_archived")]


async def test_everybody_is_sent_out_and_kept_out(desk, host, guest, full_house):
    async with sitting(full_house, host, guest) as sockets:
        await pressed(desk, ROOMS, "send_out", full_house)

        for socket in sockets:
            assert await socket.closed() == 4403
    for person in (host, guest):
        assert await Socket(path_of(full_house, person.token)).refusal() == (3007, 4403)
    told = await sync_to_async(acts)(room=full_house)
    assert told == [("mia", "member_kicked")] * 2 + [("mia", "members_sent_out")]


async def test_the_room_goes_to_somebody_else(desk, host, guest, full_house):
    async with sitting(full_house, host, guest) as (one, other):
        seat = await sync_to_async(seat_of)(guest)
        await pressed(desk, ROOMS, "hand_over", full_house, member=seat)

        changed = [(await other.event("system"))["data"] for _ in range(2)]
        assert {(told["session_id"], told["role"]) for told in changed} == {
            (guest.id, "host"), (host.id, "admin"),
        }  # fmt: skip
        edited = await sync_to_async(guest.call)("PATCH", f"/rooms/{full_house}", {"name": "Mine"})
        assert edited.status == 200
        assert (await one.event("room_info"))["data"]["you"]["role"] == "admin"
    assert await sync_to_async(acts)() == [("mia", "member_changed")]


async def test_even_the_host_can_be_banned_but_not_muted(desk, host, guest, full_house):
    async with sitting(full_house, host, guest) as (one, other):
        seat = await sync_to_async(seat_of)(host)
        page = await pressed(desk, MEMBERS, "mute", seat, minutes="60")
        assert "make somebody else host first" in page
        assert await sync_to_async(acts)() == []

        await pressed(desk, ROOMS, "ban", full_house, member=seat, minutes="")
        assert await one.closed() == 4403
        assert (await other.event("user_left"))["data"]["reason"] == "kicked"
    assert await Socket(path_of(full_house, host.token)).refusal() == (3007, 4403)

    ban = await sync_to_async(RoomBan.objects.get)()
    await pressed(desk, "/admin/rooms/roomban/", "lift", ban.pk)
    async with sitting(full_house, host):
        pass
    assert await sync_to_async(acts)() == [("mia", "member_kicked"), ("mia", "member_unbanned")]


async def test_a_member_is_muted_and_speaks_again(desk, host, guest, full_house):
    async with sitting(full_house, host, guest) as (_, other):
        seat = await sync_to_async(seat_of)(guest)
        await pressed(desk, MEMBERS, "mute", seat, minutes="10")
        assert (await other.reply("chat", {"text": "hi"}))["data"]["code"] == 3007

        await pressed(desk, MEMBERS, "unmute", seat)
        assert (await other.reply("chat", {"text": "hi"}))["type"] == "chat"


async def test_who_has_left_is_banned_all_the_same(desk, guest, full_house):
    await sync_to_async(guest.ok)("POST", f"/rooms/{full_house}/leave")
    await pressed(desk, MEMBERS, "ban", await sync_to_async(seat_of)(guest), minutes="60")

    assert await Socket(path_of(full_house, guest.token)).refusal() == (3007, 4403)


async def test_a_locked_room_lets_nobody_new_in(desk, host, stranger, room):
    async with sitting(room, host) as (one,):
        await pressed(desk, ROOMS, "lock", room)
        assert (await one.event("room_info"))["data"]["room"]["is_locked"]
        assert await Socket(path_of(room, stranger.token)).refusal() == (2003, 4403)

        await pressed(desk, ROOMS, "unlock", room)
        assert (await one.event("room_info"))["data"]["room"].get("is_locked") is None


async def test_what_operators_did_outlives_the_room(desk, host, guest, full_house):
    async with sitting(full_house, host) as (one,):
        await pressed(desk, ROOMS, "delete", full_house)
        assert await one.closed() == 4410

    def left() -> Any:
        rows = RoomActivity.objects.values_list("operator", "activity_type", "room", "room_code")
        return Room.objects.count(), list(rows.order_by("id"))

    assert await sync_to_async(left)() == (0, [
        ("mia", "room_archived", None, full_house),
        ("mia", "room_deleted", None, full_house),
    ])  # fmt: skip


async def test_lines_are_taken_back_on_every_page(desk, host, guest, full_house):
    async with sitting(full_house, host, guest) as (one, other):
        line = (await other.reply("chat", {"text": "rude"}))["data"]["message_id"]
        await pressed(desk, "/admin/rooms/syncmessage/", "delete_lines", line)
        for socket in (one, other):
            assert (await socket.event("chat_deleted"))["data"]["message_id"] == line

        await other.reply("chat", {"text": "again"})
        await pressed(desk, ROOMS, "clear_chat", full_house)
        for socket in (one, other):
            await socket.event("chat_cleared")
    assert await sync_to_async(acts)() == [("mia", "message_deleted"), ("mia", "chat_cleared")]


async def test_a_report_is_handled_by_what_is_done(desk, host, guest, full_house):
    queue = "/admin/rooms/messagereport/"

    def report(text: str) -> Any:
        line = guest.ok("POST", f"/rooms/{full_house}/messages", {"text": text})["message_id"]
        said = {"reason": "abuse", "text": "rude"}
        return host.ok("POST", f"/rooms/{full_house}/messages/{line}/report", said)["id"]

    def open_reports() -> str:
        return desk.get(queue).content.decode()

    async with sitting(full_house, host, guest) as (one, other):
        first, second, third = [await sync_to_async(report)(text) for text in ("uno", "due", "tre")]
        page = await sync_to_async(open_reports)()
        assert page.index("uno") < page.index("due") < page.index("tre")

        await pressed(desk, queue, "delete_line", first)
        await one.event("chat_deleted")
        await pressed(desk, queue, "mute", second, minutes="10")
        assert (await other.reply("chat", {"text": "hi"}))["data"]["code"] == 3007
        assert "tre" in await sync_to_async(open_reports)()
        await pressed(desk, queue, "ban", third, minutes="")
        assert await other.closed() == 4403

    def outcomes() -> list[tuple[str, str]]:
        return list(MessageReport.objects.order_by("id").values_list("handled_by", "outcome"))

    assert await sync_to_async(outcomes)() == [
        ("mia", "line deleted"), ("mia", "muted"), ("mia", "banned"),
    ]  # fmt: skip
    page = await sync_to_async(open_reports)()
    assert not any(text in page for text in ("uno", "due", "tre"))
    assert (await sync_to_async(acts)(activity_type="report_handled")) == [
        ("mia", "report_handled")
    ] * 3


async def test_the_list_says_what_goes_on_now(desk, host, guest, full_house):
    def look(query: str = "") -> str:
        return desk.get(f"{ROOMS}{query}").content.decode()

    async with sitting(full_house, host, guest) as sockets:
        await play(*sockets)
        page = await sync_to_async(look)()
        assert "2 / 7" in page
        assert "Playing 0:0" in page
        assert full_house in await sync_to_async(look)("?in_use=yes")
        assert full_house not in await sync_to_async(look)("?in_use=no")
        seats = await sync_to_async(desk.get)(MEMBERS)
        assert seats.content.decode().count("icon-yes") == 4


def test_the_list_costs_as_many_queries_for_many_rooms(
    desk: Client, host: Person, guest: Person, django_assert_num_queries: Callable[..., Any]
):
    host.make_room()
    with CaptureQueriesContext(connection) as captured:
        desk.get(ROOMS)
    before = len(captured)
    for _ in range(5):
        Person.arrive().make_room()
    with django_assert_num_queries(before):
        desk.get(ROOMS)


def test_nothing_is_done_before_one_is_sure(desk: Client, host: Person, room: str):
    asked = desk.post(ROOMS, {"action": "archive", "_selected_action": room})

    assert b"an hour later the room is deleted" in asked.content
    assert Room.objects.get().status == "active"
    assert acts() == []


def test_managers_read_that_it_was_an_operator_and_not_who(desk: Client, host: Person, room: str):
    press(desk, ROOMS, "lock", room)

    line = host.ok("GET", f"/rooms/{room}/activities?type=room_updated")["results"][0]
    told = (line["is_operator"], line["ip_address"], line["user_agent"], line["actor_session"])
    assert told == (True, None, "", None)
    assert "mia" not in str(line)
