"""What time does to rooms."""

import pytest
from asgiref.sync import async_to_sync

from common.clock import cloud_ms, to_datetime
from common.errors import Code, Problem
from rooms.models import Room, RoomActivity, RoomMember
from rooms.ports import screen
from rooms.presence import GRACE_MS, presence
from rooms.services import lifecycle
from sessions_app.models import UserSession
from tests.people import Person

pytestmark = pytest.mark.django_db

MINUTE = 60_000
sweep_rooms = async_to_sync(lifecycle.sweep_rooms)
sweep_seats = async_to_sync(lifecycle.sweep_seats)
recover_seats = async_to_sync(lifecycle.recover_seats)


def role_of(person: Person) -> str:
    return RoomMember.objects.get(session_id=person.id).role


def leave(person: Person, room: str) -> None:
    person.ok("POST", f"/rooms/{room}/leave")


class TestSuccession:
    def test_a_host_who_is_back_within_a_minute_stays_host(self, host, guest, full_house):
        leave(host, full_house)

        sweep_rooms(now_ms=cloud_ms() + MINUTE - 2000)

        assert (role_of(host), role_of(guest)) == ("host", "guest")

    def test_the_longest_present_guest_takes_over(self, host, guest, stranger, full_house):
        stranger.ok("POST", f"/rooms/{full_house}/join")
        leave(host, full_house)

        sweep_rooms(now_ms=cloud_ms() + MINUTE + 1000)

        assert [role_of(one) for one in (host, guest, stranger)] == ["guest", "host", "guest"]

    def test_an_admin_goes_before_a_guest(self, host, guest, stranger, full_house):
        stranger.ok("POST", f"/rooms/{full_house}/join")
        host.ok("PUT", f"/rooms/{full_house}/members/{stranger.id}", {"role": "admin"})
        leave(host, full_house)

        sweep_rooms(now_ms=cloud_ms() + MINUTE + 1000)

        assert (role_of(guest), role_of(stranger)) == ("guest", "host")

    def test_an_empty_room_keeps_its_host(self, host: Person, room: str):
        leave(host, room)

        sweep_rooms(now_ms=cloud_ms() + 2 * MINUTE)

        assert role_of(host) == "host"

    def test_the_old_host_gets_the_role_back_within_ten_minutes(self, host, guest, full_house):
        leave(host, full_house)
        sweep_rooms(now_ms=cloud_ms() + MINUTE + 1000)

        host.ok("POST", f"/rooms/{full_house}/join")

        assert (role_of(host), role_of(guest)) == ("host", "guest")
        told = RoomActivity.objects.filter(activity_type="member_changed")
        assert {str(line.target_session_id): line.details["reason"] for line in told} == {
            guest.id: "absence",
            host.id: "return",
        }

    def test_and_not_after_that(self, host, guest, full_house):
        leave(host, full_house)
        sweep_rooms(now_ms=cloud_ms() + MINUTE + 1000)
        long_ago = to_datetime(cloud_ms() - 11 * MINUTE)
        RoomMember.objects.filter(session_id=host.id).update(left_at=long_ago)

        host.ok("POST", f"/rooms/{full_house}/join")

        assert (role_of(host), role_of(guest)) == ("guest", "host")

        leave(host, full_house)
        host.ok("POST", f"/rooms/{full_house}/join")

        assert (role_of(host), role_of(guest)) == ("guest", "host")

    def test_a_host_who_ended_the_session_is_replaced(self, host, guest, full_house):
        host.ok("DELETE", f"/sessions/{host.id}")

        sweep_rooms(now_ms=cloud_ms() + MINUTE + 1000)

        assert role_of(guest) == "host"


class TestGhosts:
    def test_members_without_a_seat_have_left(self, host, guest, full_house):
        presence.release(room_id=full_house, session_id=guest.id)

        sweep_rooms(now_ms=cloud_ms() + 2 * MINUTE)

        assert not RoomMember.objects.get(session_id=guest.id).is_active
        assert RoomMember.objects.get(session_id=host.id).is_active

    def test_who_came_back_in_time_stays(self, host, guest, full_house):
        now_ms = cloud_ms() + GRACE_MS + 1000
        presence.take(room_id=full_house, session_id=host.id, now_ms=now_ms, limit=7)

        assert sweep_seats(now_ms=now_ms) == 1

        assert RoomMember.objects.get(session_id=host.id).is_active
        assert not RoomMember.objects.get(session_id=guest.id).is_active


class TestExpiry:
    def test_ten_minutes_without_anybody(self, host: Person, guest: Person, room: str):
        leave(host, room)

        sweep_rooms(now_ms=cloud_ms() + 9 * MINUTE)
        still = guest.call("GET", f"/rooms/{room}")
        sweep_rooms(now_ms=cloud_ms() + 11 * MINUTE)
        over = guest.call("GET", f"/rooms/{room}")

        assert (still.status, over.status, over.code) == (200, 410, 3006)

    def test_a_screen_that_cannot_be_closed_holds_up_no_other_room(
        self, host: Person, guest: Person, room: str, monkeypatch: pytest.MonkeyPatch
    ):
        other = guest.make_room()["id"]
        leave(host, room)
        leave(guest, other)
        closed: list[str] = []

        async def close(_screen: object, room_id: str) -> None:
            closed.append(room_id)
            raise Problem(Code.DATABASE)

        monkeypatch.setattr(type(screen()), "close", close)
        sweep_rooms(now_ms=cloud_ms() + 11 * MINUTE)

        assert sorted(closed) == sorted([room, other])
        # What comes after the closing of rooms is not left out either.
        sweep_rooms(now_ms=cloud_ms() + 72 * MINUTE)
        assert Room.objects.count() == 0

    def test_somebody_present_keeps_it(self, host: Person, room: str):
        sweep_rooms(now_ms=cloud_ms() + 60 * MINUTE)

        assert Room.objects.get().status == "active"

    def test_an_hour_later_it_is_deleted_with_everything(self, host: Person, room: str):
        leave(host, room)
        sweep_rooms(now_ms=cloud_ms() + 11 * MINUTE)

        sweep_rooms(now_ms=cloud_ms() + 70 * MINUTE)
        assert Room.objects.count() == 1
        sweep_rooms(now_ms=cloud_ms() + 72 * MINUTE)

        assert (Room.objects.count(), RoomMember.objects.count()) == (0, 0)

    def test_it_takes_the_same_statements_for_many_rooms(
        self, host: Person, django_assert_max_num_queries
    ):
        for _ in range(20):
            host.make_room()
        host.ok("DELETE", "/sessions/" + host.id)

        with django_assert_max_num_queries(25):
            sweep_rooms(now_ms=cloud_ms() + 11 * MINUTE)

        assert set(Room.objects.values_list("status", flat=True)) == {"inactive"}

    def test_sessions_end_after_a_day(self, stranger: Person):
        sweep_rooms(now_ms=cloud_ms() + 25 * 60 * MINUTE)

        assert UserSession.objects.count() == 0


class TestRestart:
    def test_seats_are_held_for_those_who_were_here(self, host, guest, full_house):
        presence.rooms.clear()
        now_ms = cloud_ms()

        recover_seats(now_ms=now_ms)

        assert set(presence.seats(full_house)) == {host.id, guest.id}
        assert sweep_seats(now_ms=now_ms + GRACE_MS - 1) == 0
        assert sweep_seats(now_ms=now_ms + GRACE_MS) == 2
        assert RoomMember.objects.filter(is_active=True).count() == 0


def test_numbers_per_room(host: Person, full_house: str):
    [stats] = Room.objects.all().performance_stats()
    empty = host.make_room()["id"]
    Room.objects.filter(pk=empty)

    candidates = Room.objects.all().cleanup_candidates()

    assert (stats.room_id, stats.total_members, stats.total_sync_messages) == (full_house, 2, 0)
    assert [room.active_member_count for room in candidates] == []


def test_minutes_since_the_last_one_left(full_house: str):
    RoomMember.objects.update(is_active=False, left_at=to_datetime(cloud_ms()))
    [room] = Room.objects.all().cleanup_candidates()
    assert room.minutes_since_last_member_left is None

    an_hour_ago = to_datetime(cloud_ms() - 60 * MINUTE)
    Room.objects.update(last_member_left_at=an_hour_ago)

    [room] = Room.objects.all().cleanup_candidates()
    assert 59.9 < room.minutes_since_last_member_left < 61
