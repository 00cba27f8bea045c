"""Long histories are read through their indexes, on whichever database the tests run."""

import itertools
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.clock import cloud_ms, to_datetime
from common.ids import new_id
from rooms import chat_selectors
from rooms.models import ChatTotal, SyncMessage
from tests.people import FILM, Person

pytestmark = pytest.mark.django_db

ROOMS, LINES = 8, 500
HISTORY = "idx_sync_messages_history"
DANMAKU = "idx_sync_messages_danmaku"


@pytest.fixture
def long_room(host: Person, room: str) -> str:
    """People have talked in eight rooms at once, five hundred lines each."""
    rooms = [room, *(host.make_room()["id"] for _ in range(ROOMS - 1))]
    SyncMessage.objects.bulk_create(_lines(rooms, host, cloud_ms()), batch_size=500)
    ChatTotal.objects.create(room_id=room, lines=LINES)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return room


def _lines(rooms: list[str], host: Person, now_ms: int) -> Iterator[SyncMessage]:
    for number, room in itertools.product(range(LINES), rooms):
        at = to_datetime(now_ms) + timedelta(seconds=number)
        yield SyncMessage(
            id=new_id(now_ms=now_ms + number * 1000),
            room_id=room,
            session_id=host.id,
            message_type="chat",
            payload={"text": f"line {number}", "media_url": FILM},
            client_timestamp=at,
            server_timestamp=at,
            media_key=chat_selectors.media_key(FILM),
            position=float(number),
        )


def plans_of(read: Callable[[], Any]) -> list[str]:
    """Return how the database would go about each of the queries that this makes."""
    verb = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with CaptureQueriesContext(connection) as queries:
        read()
    plans = []
    for query in list(queries):
        with connection.cursor() as cursor:
            cursor.execute(f"{verb} {query['sql']}".replace("%", "%%"))
            plans.append("\n".join(str(row[-1]) for row in cursor.fetchall()))
    return plans


def sorts(plan: str) -> bool:
    return "TEMP B-TREE" in plan or "Sort" in plan


def reads_all(plan: str) -> bool:
    return "SCAN sync_messages" in plan or "Seq Scan" in plan


def test_a_page_of_the_history_comes_out_of_its_index_in_order(long_room: str):
    def page(before: Any = None) -> list[Any]:
        return chat_selectors.messages(
            room_id=long_room, message_type="chat", before=before, size=51
        )

    middle = page()[0].message_id
    for before in (None, UUID(middle)):
        *_, plan = plans_of(lambda before=before: page(before))
        assert HISTORY in plan, plan
        assert not sorts(plan), plan
        assert not reads_all(plan), plan


def test_the_number_of_lines_is_known_and_not_counted(long_room: str):
    def count() -> int:
        return chat_selectors.count_messages(room_id=long_room, message_type="chat")

    [plan] = plans_of(count)
    assert count() == LINES
    assert "sync_messages" not in plan, plan


def test_a_stretch_of_danmaku_comes_out_of_its_index(long_room: str):
    def stretch() -> list[Any]:
        return chat_selectors.danmaku(room_id=long_room, media_url=FILM, start_s=100.0, end_s=110.0)

    plans = plans_of(stretch)

    assert [line.danmaku.position for line in stretch()] == [100.0 + n for n in range(11)]
    assert DANMAKU in plans[0], plans
    assert not any(map(reads_all, plans)), plans


def test_a_repeat_is_found_by_its_name(host: Person, long_room: str):
    named = SyncMessage.objects.filter(room_id=long_room, session_id=host.id, client_id="a")

    [plan] = plans_of(named.first)

    assert "uk_sync_message_client" in plan, plan
