"""Two who write seats at the same moment, each with a connection of their own.

Such tests leave an empty database: they stand in a file of their own, which runs last of all
(tests/conftest.py).
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.db import connection

from common import clock
from common.errors import Code, Problem
from rooms.models import Room, RoomMember
from rooms.presence import presence
from rooms.services import leaving, seats, succession
from rooms.services.rooms import NewRoom, create_room
from sessions_app.accounts import account_of
from sessions_app.models import UserSession
from sessions_app.selectors import get_visitor
from sessions_app.services import end_session
from sessions_app.signals import session_ending
from tests.people import FILM, Person
from tests.support.patience import PATIENCE_S, until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="only one writes at a time there"),
]


def alone(function: Callable[[], Any]) -> Code | None:
    """Call with a connection of its own; returns why it was refused, None when it was not."""
    try:
        function()
    except Problem as problem:
        return problem.code
    finally:
        connection.close()
    return None


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def join(person: Person, room: str) -> None:
    now_ms = clock.cloud_ms()
    visitor = get_visitor(token=person.token, now_ms=now_ms)
    async_to_sync(seats.join_room)(room_id=room, visitor=visitor, now_ms=now_ms)


def leave(person: Person, room: str) -> None:
    now_ms, session_id = clock.cloud_ms(), UUID(person.id)
    async_to_sync(leaving.leave_room)(room_id=room, session_id=session_id, now_ms=now_ms)


def end(person: Person) -> None:
    end_session(session_id=UUID(person.id), now_ms=clock.cloud_ms())


def found(person: Person, _room: str) -> None:
    now_ms = clock.cloud_ms()
    visitor = get_visitor(token=person.token, now_ms=now_ms)
    async_to_sync(create_room)(new=NewRoom("Late", FILM), visitor=visitor, now_ms=now_ms)


class Pause:
    """Somebody stops in the middle, until somebody else has to wait for them."""

    def __init__(self) -> None:
        self.is_reached, self.may_go_on = threading.Event(), threading.Event()

    def __call__(self) -> None:
        if not self.is_reached.is_set():
            self.is_reached.set()
            assert self.may_go_on.wait(PATIENCE_S)

    def between(self, first: Callable[[], Any], then: Callable[[], Any]) -> list[Code | None]:
        """Begin with one, do the other when that one pauses; returns what each was refused for."""
        with ThreadPoolExecutor(2) as pool:
            begun = pool.submit(alone, first)
            try:
                assert self.is_reached.wait(PATIENCE_S)
                late = pool.submit(alone, then)
                until(lambda: late.done() or waits_for_a_lock())
            finally:
                self.may_go_on.set()
            return [begun.result(PATIENCE_S), late.result(PATIENCE_S)]


@pytest.fixture
def ending_pauses() -> Iterator[Pause]:
    pause = Pause()

    def wait(**_: Any) -> Callable[[], None]:
        pause()
        return lambda: None

    session_ending.connect(wait)
    yield pause
    session_ending.disconnect(wait)


@pytest.fixture
def sitting_down_pauses(monkeypatch: pytest.MonkeyPatch) -> Pause:
    pause, real = Pause(), succession.take_back
    monkeypatch.setattr(succession, "take_back", lambda *all_: (pause(), real(*all_))[1])
    return pause


@pytest.mark.parametrize("come", [join, found])
def test_nobody_sits_down_with_a_session_that_is_being_ended(
    host: Person, guest: Person, room: str, ending_pauses: Pause, come: Callable[..., None]
):
    refused = ending_pauses.between(partial(end, guest), partial(come, guest, room))

    assert refused == [None, Code.INVALID_TOKEN]
    assert not UserSession.objects.filter(pk=guest.id).exists()
    assert list(Room.objects.values_list("pk", flat=True)) == [room]
    assert guest.id not in presence.seats(room)


def test_a_session_is_ended_although_it_is_just_sitting_down(
    guest: Person, room: str, sitting_down_pauses: Pause
):
    refused = sitting_down_pauses.between(partial(join, guest, room), partial(end, guest))

    assert refused == [None, None]
    assert not UserSession.objects.filter(pk=guest.id).exists()
    assert not RoomMember.objects.filter(session_id=guest.id).exists()


def test_an_account_gets_one_seat_though_two_sessions_come_at_once(
    guest: Person, stranger: Person, room: str, sitting_down_pauses: Pause
):
    account = account_of(User.objects.create_user("mia"), now_ms=clock.cloud_ms())
    UserSession.objects.filter(pk__in=[guest.id, stranger.id]).update(account=account)

    refused = sitting_down_pauses.between(partial(join, guest, room), partial(join, stranger, room))

    assert refused == [None, Code.ALREADY_IN_ROOM]
    present = RoomMember.objects.filter(room=room, is_active=True, session__account=account)
    assert present.count() == 1


def test_who_leaves_and_comes_back_at_once_waits_for_no_one_for_ever(
    guest: Person, room: str, sitting_down_pauses: Pause
):
    refused = sitting_down_pauses.between(partial(join, guest, room), partial(leave, guest, room))

    assert refused == [None, None]
    assert not RoomMember.objects.filter(session_id=guest.id, is_active=True).exists()
