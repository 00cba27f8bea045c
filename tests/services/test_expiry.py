"""What is kept only for a time."""

import pytest
from asgiref.sync import async_to_sync

from common.clock import cloud_ms, to_datetime
from common.ids import new_id
from rooms.models import ActivityType, ChatTotal, Room, RoomActivity, RoomMember, SyncMessage
from rooms.presence import presence
from rooms.services import departures, lifecycle
from sessions_app.models import UserSession
from tests.people import Person

pytestmark = pytest.mark.django_db

HOUR = 3_600_000
DAY = 24 * HOUR
sweep_logs = async_to_sync(lifecycle.sweep_logs)
time_out = async_to_sync(departures.time_out)


def sweep(now_ms: int) -> None:
    sweep_logs(now_ms=now_ms, messages_days=30, activities_days=90)


def act(room: str, ip: str, age_ms: int) -> RoomActivity:
    return RoomActivity.objects.create(
        id=new_id(now_ms=cloud_ms()),
        room_id=room,
        activity_type=ActivityType.SYNC_ERROR,
        ip_address=ip,
        created_at=to_datetime(cloud_ms() - age_ms),
    )


def say(room: str, age_ms: int, expires_in_ms: int | None = None) -> SyncMessage:
    now_ms = cloud_ms()
    at = to_datetime(now_ms - age_ms)
    return SyncMessage.objects.create(
        id=new_id(now_ms=now_ms),
        room_id=room,
        message_type="chat",
        client_timestamp=at,
        server_timestamp=at,
        expires_at=None if expires_in_ms is None else to_datetime(now_ms + expires_in_ms),
    )


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("203.0.113.77", "203.0.113.0"),
        ("2001:db8:abcd:1234::5", "2001:db8:abcd::"),
        ("10.1.2.0", "10.1.2.0"),
    ],
)
def test_addresses_are_cut_after_a_day(room: str, full: str, short: str):
    old, new = act(room, full, DAY + 1000), act(room, full, DAY - 60_000)

    sweep(cloud_ms())

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.ip_address, new.ip_address) == (short, full)


def test_lines_are_deleted_after_their_days_and_not_before(room: str):
    old, kept = say(room, 31 * DAY), say(room, 29 * DAY)
    expired, lasting = say(room, HOUR, -1000), say(room, HOUR, HOUR)
    taken_back = say(room, 31 * DAY)
    taken_back.deleted_at = to_datetime(cloud_ms())
    taken_back.save()
    ChatTotal.objects.create(room_id=room, lines=4)
    ancient, recent = act(room, "10.0.0.1", 91 * DAY), act(room, "10.0.0.1", 89 * DAY)

    sweep(cloud_ms())

    assert set(SyncMessage.objects.filter(pk__in=[old.pk, kept.pk, expired.pk, lasting.pk])) == {
        kept,
        lasting,
    }
    assert ChatTotal.objects.get(room=room).lines == 2
    assert set(RoomActivity.objects.filter(pk__in=[ancient.pk, recent.pk])) == {recent}


def test_logs_take_five_statements_however_long_they_are(room: str, django_assert_max_num_queries):
    for number in range(30):
        act(room, f"10.0.{number}.7", (2 + 5 * number) * DAY)
        say(room, (2 + 5 * number) * DAY)

    with django_assert_max_num_queries(5):
        sweep(cloud_ms())


class TestManyLeaveAtOnce:
    def test_all_of_it_is_written(self, host: Person, guest: Person, full_house: str):
        now_ms = cloud_ms()
        presence.rooms.clear()

        gone = time_out(pairs=_pairs(full_house, host, guest), now_ms=now_ms)

        assert gone == 2
        assert not RoomMember.objects.filter(is_active=True).exists()
        assert not UserSession.objects.filter(room__isnull=False).exists()
        assert Room.objects.get().last_member_left_at == to_datetime(now_ms)
        assert RoomActivity.objects.filter(activity_type="member_left").count() == 2

    def test_who_has_a_seat_again_stays(self, host: Person, guest: Person, full_house: str):
        presence.release(room_id=full_house, session_id=guest.id)

        assert time_out(pairs=_pairs(full_house, host, guest), now_ms=cloud_ms()) == 1

        assert RoomMember.objects.get(session_id=host.id).is_active
        assert not RoomMember.objects.get(session_id=guest.id).is_active
        assert Room.objects.get().last_member_left_at is None

    def test_who_sits_elsewhere_by_now_stays_there(self, host: Person, full_house: str):
        other = host.make_room()["id"]
        before = UserSession.objects.get(pk=host.id).room_id

        assert time_out(pairs=_pairs(full_house, host), now_ms=cloud_ms()) == 0

        assert UserSession.objects.get(pk=host.id).room_id == before == other

    def test_it_takes_the_same_statements_for_many(self, django_assert_max_num_queries):
        people = [Person.arrive() for _ in range(12)]
        pairs = [pair for one in people for pair in _pairs(one.make_room()["id"], one)]
        presence.rooms.clear()

        with django_assert_max_num_queries(8):
            assert time_out(pairs=pairs, now_ms=cloud_ms()) == 12


def _pairs(room: str, *people: Person) -> list[departures.Pair]:
    members = RoomMember.objects.filter(session_id__in=[one.id for one in people])
    return [(room, session_id) for session_id in members.values_list("session_id", flat=True)]
