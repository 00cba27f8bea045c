"""Keeping people out, silencing them, locking the room."""

from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import Client
from django.utils import timezone

from rooms.models import RoomActivity, RoomBan, RoomMember
from tests.http.test_accounts import MIA, as_person, post
from tests.people import Answer, Person, call
from tests.sockets import Socket, path_of, sitting

pytestmark = pytest.mark.django_db

ELSEWHERE = "198.51.100.7"
NEIGHBOUR = "198.51.100.200"


def arrive_from(ip: str, nickname: str = "new") -> Person:
    """Somebody with a session, behind another address."""
    client = Client(REMOTE_ADDR=ip)
    made = call(client, "POST", "/sessions", {"nickname": nickname}).data
    client.cookies.clear()
    return Person(client, made["session"], made["token"])


def join(person: Person, room: str) -> Answer:
    return person.call("POST", f"/rooms/{room}/join")


def send_out(host: Person, room: str, person: Person, **body: Any) -> None:
    host.ok("DELETE", f"/rooms/{room}/members/{person.id}", body)


def later(**ago: int) -> None:
    """Let time pass for those who are kept out."""
    for ban in RoomBan.objects.all():
        ban.created_at -= timedelta(**ago)
        ban.expires_at = ban.expires_at and ban.expires_at - timedelta(**ago)
        ban.save()


def audit(room: str) -> dict[str, dict[str, Any]]:
    return {line.activity_type: line.details for line in RoomActivity.objects.filter(room_id=room)}


class TestKick:
    def test_holds_for_ten_minutes(self, host: Person, guest: Person, full_house: str):
        send_out(host, full_house, guest)

        answer = join(guest, full_house)
        later(minutes=9)
        still = join(guest, full_house)
        later(minutes=1)

        assert (answer.status, answer.code, still.code) == (403, 3007, 3007)
        assert 590 <= int(answer.headers["Retry-After"]) <= 600
        assert join(guest, full_house).status == 200
        assert audit(full_house)["member_kicked"] == {"ban": False, "minutes": None}

    def test_holds_for_as_long_as_is_said(self, host: Person, guest: Person, full_house: str):
        send_out(host, full_house, guest, minutes=1)
        later(minutes=1)

        assert join(guest, full_house).status == 200

    @pytest.mark.parametrize("minutes", [0, -1, 1.5, "5", True, 10**9])
    def test_refuses_odd_minutes(self, host: Person, guest: Person, full_house: str, minutes: Any):
        path = f"/rooms/{full_house}/members/{guest.id}"
        answer = host.call("DELETE", path, {"ban": True, "minutes": minutes})

        assert (answer.status, answer.code) == (400, 4002)
        assert host.ok("GET", f"/rooms/{full_house}")["member_count"] == 2
        assert RoomBan.objects.count() == 0


class TestBan:
    def test_holds_for_good_or_for_a_while(self, host: Person, guest: Person, full_house: str):
        send_out(host, full_house, guest, ban=True)
        later(days=300)
        assert join(guest, full_house).code == 3007

        RoomBan.objects.all().delete()
        join(guest, full_house)
        send_out(host, full_house, guest, ban=True, minutes=60)
        assert join(guest, full_house).body["details"]["until"]
        later(minutes=60)
        assert join(guest, full_house).status == 200

    def test_holds_under_a_new_name(self, host: Person, room: str):
        troll = arrive_from(ELSEWHERE)
        join(troll, room)
        send_out(host, room, troll, ban=True)
        troll.ok("DELETE", f"/sessions/{troll.id}")

        renamed, neighbour = arrive_from(ELSEWHERE, "nice"), arrive_from(NEIGHBOUR)

        assert join(renamed, room).code == join(neighbour, room).code == 3007
        assert join(arrive_from("203.0.113.80"), room).status == 200
        page = Client(REMOTE_ADDR=ELSEWHERE).get(f"/room/{room}")
        assert page.status_code == 403

    async def test_holds_on_the_socket(self, host: Person, room: str):
        troll = await sync_to_async(arrive_from)(ELSEWHERE)
        await sync_to_async(join)(troll, room)
        await sync_to_async(send_out)(host, room, troll, ban=True)
        renamed = await sync_to_async(arrive_from)(NEIGHBOUR)

        socket = Socket(path_of(room, renamed.token), ip=NEIGHBOUR)
        assert await socket.refusal() == (3007, 4403)

    def test_spares_the_network_of_those_who_stay(self, host: Person, guest: Person, room: str):
        flatmate, troll = arrive_from(NEIGHBOUR), arrive_from(ELSEWHERE)
        join(flatmate, room)
        join(troll, room)

        send_out(host, room, troll, ban=True)

        assert join(troll, room).code == 3007
        assert join(arrive_from(ELSEWHERE), room).status == 200

    def test_spares_who_was_there_before(self, host: Person, room: str):
        friend, troll = arrive_from(NEIGHBOUR), arrive_from(ELSEWHERE)
        join(friend, room)
        friend.ok("POST", f"/rooms/{room}/leave")
        join(troll, room)

        send_out(host, room, troll, ban=True)

        assert join(friend, room).status == 200
        assert join(arrive_from(ELSEWHERE), room).code == 3007

    def test_holds_for_all_sessions_of_an_account(self, host: Person, room: str):
        mia = as_person(post("register", MIA).data)
        join(mia, room)
        send_out(host, room, mia, ban=True)

        again = as_person(post("login", MIA).data)

        assert again.id != mia.id
        assert join(again, room).code == 3007

    def test_is_listed_and_lifted(self, host: Person, guest: Person, full_house: str):
        send_out(host, full_house, guest, ban=True)
        listed = host.ok("GET", f"/rooms/{full_house}/bans")
        ban = listed["results"][0]

        assert (listed["count"], ban["nickname"], ban["expires_at"]) == (1, "guest", None)
        assert (ban["is_ban"], ban["holds_network"]) == (True, False)
        path = f"/rooms/{full_house}/bans/{ban['id']}"
        assert guest.call("DELETE", path).code == guest.call("GET", path[:-37]).code == 2003
        assert join(guest, full_house).code == 3007
        host.ok("DELETE", path)
        assert host.call("DELETE", path).code == 4002
        assert join(guest, full_house).status == 200
        assert audit(full_house)["member_unbanned"]["nickname"] == "guest"


class TestMute:
    def until(self, **ahead: int) -> str:
        return (timezone.now() + timedelta(**ahead)).isoformat()

    async def test_holds_until_its_time(self, host: Person, guest: Person, full_house: str):
        path = f"/rooms/{full_house}/members/{guest.id}"
        ask = sync_to_async(host.ok)
        async with sitting(full_house, host, guest) as (hosts, guests):
            view = await ask("PUT", path, {"muted_until": self.until(minutes=5)})
            told = (await guests.event("system"))["data"]
            refused = await guests.reply("chat", {"text": "hello"})
            assert (told["event"], told["muted_until"]) == ("muted", view["muted_until"])
            assert (refused["type"], refused["data"]["code"]) == ("error", 3007)
            assert refused["data"]["details"] == {"muted": ["chat"]}
            await hosts.event("system")
            await hosts.silence()

            await ask("PUT", path, {"muted_until": None})
            assert (await guests.event("system"))["data"]["event"] == "unmuted"
            assert (await guests.reply("chat", {"text": "hello"}))["type"] == "chat"
        assert (await sync_to_async(audit)(full_house)).keys() >= {
            "member_muted",
            "member_unmuted",
        }

    async def test_outlives_a_new_connection_and_ends_by_itself(
        self, host: Person, guest: Person, full_house: str
    ):
        members = RoomMember.objects.filter(session_id=guest.id)
        await sync_to_async(members.update)(muted_until=timezone.now() + timedelta(minutes=1))
        async with sitting(full_house, guest) as (guests,):
            assert (await guests.reply("chat", {"text": "hello"}))["type"] == "error"
        await sync_to_async(members.update)(muted_until=timezone.now() - timedelta(seconds=1))
        async with sitting(full_house, guest) as (guests,):
            assert (await guests.reply("chat", {"text": "hello"}))["type"] == "chat"

    @pytest.mark.parametrize(
        "until", ["nonsense", 5, "2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z", True]
    )
    def test_refuses_odd_times(self, host: Person, guest: Person, full_house: str, until: Any):
        path = f"/rooms/{full_house}/members/{guest.id}"
        answer = host.call("PUT", path, {"muted_until": until, "role": "admin"})

        assert (answer.status, answer.code) == (400, 4002)
        member = RoomMember.objects.get(session_id=guest.id)
        assert (member.muted_until, member.role) == (None, "guest")


class TestLock:
    def test_lets_nobody_new_in(
        self, host: Person, guest: Person, stranger: Person, full_house: str
    ):
        host.ok("PATCH", f"/rooms/{full_house}", {"is_locked": True})

        answer = join(stranger, full_house)

        assert (answer.status, answer.code) == (403, 2003)
        assert answer.body["details"] == {"room_id": ["locked"]}
        assert host.ok("GET", f"/rooms/{full_house}")["is_locked"] is True
        assert Client().get(f"/room/{full_house}").status_code == 403
        assert join(guest, full_house).status == 200
        host.ok("PATCH", f"/rooms/{full_house}", {"is_locked": False})
        assert join(stranger, full_house).status == 200
        assert "is_locked" not in host.ok("GET", f"/rooms/{full_house}")

    def test_lets_back_who_was_here_a_moment_ago(
        self, host: Person, guest: Person, full_house: str
    ):
        host.ok("PATCH", f"/rooms/{full_house}", {"is_locked": True})
        guest.ok("POST", f"/rooms/{full_house}/leave")
        assert join(guest, full_house).status == 200

        for person in (host, guest):
            person.ok("POST", f"/rooms/{full_house}/leave")
        RoomMember.objects.update(left_at=timezone.now() - timedelta(minutes=11))

        assert join(guest, full_house).code == 2003
        assert join(host, full_house).status == 200

    async def test_also_on_the_socket(self, host: Person, stranger: Person, room: str):
        await sync_to_async(host.ok)("PATCH", f"/rooms/{room}", {"is_locked": True})

        assert await Socket(path_of(room, stranger.token)).refusal() == (2003, 4403)


class TestAudit:
    def test_says_who_did_what_to_whom_from_where(
        self, host: Person, guest: Person, full_house: str
    ):
        path = f"/rooms/{full_house}/members/{guest.id}"
        host.call("DELETE", path, {"ban": True, "minutes": 5}, User_Agent="Nest/1")

        found = host.ok("GET", f"/rooms/{full_house}/activities?type=member_kicked")

        line = found["results"][0]
        assert found["count"] == 1
        assert (line["actor_session"], line["target_session"]) == (host.id, guest.id)
        assert (line["ip_address"], line["user_agent"]) == ("127.0.0.1", "Nest/1")
        assert line["details"] == {"ban": True, "minutes": 5}

    def test_refuses_an_unknown_type(self, host: Person, room: str):
        assert host.call("GET", f"/rooms/{room}/activities?type=nonsense").code == 4002


@pytest.mark.parametrize("body", [{}, {"role": "admin"}])
def test_changing_nothing_changes_nothing(host: Person, guest: Person, room: str, body: dict):
    guest.ok("POST", f"/rooms/{room}/join")
    deputy = Person.arrive("deputy")
    deputy.ok("POST", f"/rooms/{room}/join")
    host.ok("PUT", f"/rooms/{room}/members/{deputy.id}", {"role": "admin"})
    # Stands in for an absent host, and is to step back when that one returns.
    RoomMember.objects.filter(session_id=deputy.id).update(role_before="guest")
    lines = RoomActivity.objects.count()

    guest.ok("PUT", f"/rooms/{room}/members/{deputy.id}", body)

    assert RoomMember.objects.get(session_id=deputy.id).role_before == "guest"
    assert RoomActivity.objects.count() == lines
