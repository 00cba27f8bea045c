"""The desk's start page: what is going on, and what was today."""

from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.test import Client

from common import clock
from playback import failing
from playback.models import FailingLink
from playback.record import recorder
from rooms.models import DayTally, Room, RoomActivity, SyncMessage
from rooms.services import lifecycle, tally
from tests.people import FILM, Person
from tests.realtime.test_desk import press

pytestmark = pytest.mark.django_db

HOUR_MS = 3_600_000


@pytest.fixture
def desk(db: None) -> Client:
    """An operator, signed in to the admin."""
    client = Client(headers={"Accept-Language": "en"})
    user = User.objects.create_user("mia", password="x", is_staff=True)
    user.groups.set(Group.objects.filter(name="operator"))
    client.force_login(user)
    return client


def watch(host: Person, room: str) -> int:
    """Let the host's room play for an hour that ends now; returns the hour in which it was."""
    host.ok("POST", f"/rooms/{room}/play")
    async_to_sync(recorder.flush)()
    # What was written down a moment ago was an hour ago.
    now_ms = clock.cloud_ms()
    early = clock.to_datetime(now_ms - HOUR_MS)
    SyncMessage.objects.update(server_timestamp=early)
    RoomActivity.objects.update(created_at=early)
    return now_ms


def page(desk: Client) -> str:
    cache.clear()
    return desk.get("/admin/").content.decode()


def test_hours_are_people_times_time(host: Person, full_house: str):
    now_ms = watch(host, full_house)

    # Two people; the days of UTC may cut the hour.
    of_today = min(HOUR_MS, now_ms % (24 * HOUR_MS))
    assert tally.of_day(now_ms=now_ms).watched_s == pytest.approx(2 * of_today / 1000, abs=2)
    assert tally.of_day(now_ms=now_ms).rooms == 1


def test_another_title_stops_no_counting(host: Person, full_house: str):
    host.ok("POST", f"/rooms/{full_house}/play")
    host.ok("PUT", f"/rooms/{full_house}/playback", {"title": "Two"})
    now_ms = watch(host, full_house)

    of_today = min(HOUR_MS, now_ms % (24 * HOUR_MS))
    assert tally.of_day(now_ms=now_ms).watched_s == pytest.approx(2 * of_today / 1000, abs=2)


def test_what_a_deleted_room_was_stays_in_the_numbers(desk: Client, host: Person, full_house: str):
    now_ms = watch(host, full_house)
    before = tally.of_day(now_ms=now_ms)

    press(desk, "/admin/rooms/room/", "delete", full_house)
    assert Room.objects.count() == SyncMessage.objects.count() == 0
    after = tally.of_day(now_ms=now_ms)
    assert (after.rooms, after.watched_s) == (1, pytest.approx(before.watched_s, abs=2))

    other = host.make_room()["id"]
    host.ok("DELETE", f"/rooms/{other}")
    async_to_sync(lifecycle.sweep_rooms)(now_ms=clock.cloud_ms() + 2 * HOUR_MS)
    assert Room.objects.count() == 0
    assert sum(DayTally.objects.values_list("rooms", flat=True)) == 2


def test_damaged_lines_keep_no_room_from_being_deleted(host: Person, room: str):
    watch(host, room)
    SyncMessage.objects.update(payload={"current_time": "x", "playback_rate": 0, "media_url": 3})

    tally.keep(Room.objects.all(), now_ms=clock.cloud_ms())


def error(room: str, url: str, **more: Any) -> dict[str, Any]:
    told = {"event_name": "error_occur", "detail": "media", "room_id": room, "url": url}
    return {**told, **more}


def test_links_fail_where_rooms_show_them(desk: Client, host: Person, room: str):
    secret = host.make_room(media_url=f"{FILM}?token=secret")["id"]
    events = [
        error(room, FILM), error(room, FILM), error(secret, f"{FILM}?token=secret"),
        error(room, "https://liar.example/one.mp4"), error("NOROOM", FILM),
        error(room, FILM, detail="script"), error(room, FILM, event_name="video_load"),
    ]  # fmt: skip
    host.ok("POST", "/track", {"events": events})
    host.ok("POST", "/track", {"events": events[:1]})

    link = FailingLink.objects.get()
    assert (link.address, link.reports) == (FILM, 3)
    shown = page(desk)
    assert FILM in shown
    assert "reported 3 times" in shown
    assert "secret" not in shown

    for days, left in ((7, 1), (8, 0)):
        failing.sweep(now_ms=clock.cloud_ms() + days * 24 * HOUR_MS)
        assert FailingLink.objects.count() == left


def test_the_start_page_counts_and_shows_only_what_one_may_see(desk: Client, full_house: str):
    shown = page(desk)
    for words in ("Connected now", "Rooms opened today", "People today", "Open reports"):
        assert words in shown
    assert "Failing links today" in shown

    nobody = Client(headers={"Accept-Language": "en"})
    nobody.force_login(User.objects.create_user("tom", password="x", is_staff=True))
    assert "People today" not in page(nobody)
