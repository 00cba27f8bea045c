"""Writing behind: nothing that was answered is lost while the process lives."""

import asyncio
import math
from collections.abc import Callable

import pytest
from asgiref.sync import sync_to_async
from django.db import DatabaseError, DataError, IntegrityError, InternalError, OperationalError

from common import metrics
from common.clock import cloud_ms
from common.errors import Problem
from common.ids import new_id
from common.redis import connect
from playback import record, services
from playback.current import current_state
from playback.domain.commands import ChangeMedia, Pause, Play, Seek, SetTitle
from playback.domain.state import State
from playback.record import MAX_LINES, Recorder, recorder
from playback.selectors import recorded_state
from playback.services import Envelope
from playback.stores import store
from playback.stores.redis import RedisStore
from playback.written import Pending
from rooms.models import Room, RoomActivity, SyncMessage
from rooms.roles import Actor
from rooms.services import log
from rooms.services.log import CommandLine
from sessions_app.models import UserSession
from tests.people import Person
from tests.support.patience import eventually


@sync_to_async
def load(room: str) -> State:
    state = recorded_state(room)
    assert state is not None
    return state


@sync_to_async
def lines(room: str) -> list[SyncMessage]:
    return list(SyncMessage.objects.filter(room=room).select_related("session").order_by("version"))


pytestmark = pytest.mark.django_db


def line(room: str, version: int = 1) -> CommandLine:
    return CommandLine(
        new_id(now_ms=cloud_ms()), room, None, "seek", version, {}, cloud_ms(), cloud_ms()
    )


async def act(room: str, person: Person, *commands) -> None:
    actor = Actor(person.id, "host", {}, True)
    for command in commands:
        now_ms = cloud_ms()
        await services.command(
            room_id=room, actor=actor, command=command, envelope=Envelope(now_ms), now_ms=now_ms
        )


def refusing(room: str, error: type[DatabaseError]) -> Callable[[dict[str, Pending]], None]:
    """Make a database that takes nothing of one room."""
    real = record.write_down

    def write_down(batch: dict[str, Pending]) -> None:
        if room in batch:
            raise error
        real(batch)

    return write_down


async def thirteen_rooms(host: Person) -> list[str]:
    """Make more rooms than fit one batch, each with something to be written down."""
    make_room = sync_to_async(host.make_room)
    rooms = [(await make_room())["id"] for _ in range(13)]
    for room in rooms:
        await act(room, host, Seek(7))
    return rooms


async def test_what_is_written_is_what_holds(host: Person, room: str):
    await act(room, host, Seek(42), Play(), Pause(), ChangeMedia("https://films.example/2.mp4"))
    await recorder.flush()

    assert await load(room) == store.peek(room)
    assert [line.message_type for line in await lines(room)] == ["seek", "play", "pause", "media"]


async def test_another_title_is_no_other_film_in_the_logs(host: Person, room: str):
    await act(room, host, ChangeMedia("https://films.example/2.mp4"), SetTitle("Two"))
    await recorder.flush()

    logged = [(line.message_type, "title_only" in line.payload) for line in await lines(room)]
    assert logged == [("media", False), ("media", True)]
    told = RoomActivity.objects.filter(room=room, activity_type="media_changed")
    assert [line.details["title"] async for line in told] == [""]


async def test_a_restart_brings_the_room_back_where_it_is(host: Person, room: str):
    await act(room, host, Seek(42), Play())
    before = store.peek(room)
    await recorder.flush()
    await store.forget(room)

    assert await current_state(room) == before


async def test_a_failed_batch_is_kept(host: Person, room: str, monkeypatch: pytest.MonkeyPatch):
    await act(room, host, Seek(42))

    def broken(_: object) -> None:
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(record, "write_down", broken)
        with pytest.raises(Problem):
            await recorder.flush()
    await act(room, host, Seek(43))
    await recorder.flush()

    state = await load(room)
    assert (state.anchor_position, state.version) == (43, 2)
    assert len(await lines(room)) == 2


async def test_runs_by_itself_and_survives_a_failure(
    host: Person, room: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(record, "RETRY_S", 0.01)
    real, failures = record.write_down, [OperationalError(), OperationalError()]

    def flaky(batch: object) -> None:
        if failures:
            raise failures.pop()
        real(batch)

    monkeypatch.setattr(record, "write_down", flaky)
    own = Recorder()
    monkeypatch.setattr(services, "recorder", own)
    running = asyncio.ensure_future(own.run())
    await act(room, host, Seek(42))
    await eventually(lambda: not failures and own.lag_s() == 0)
    running.cancel()

    state = await load(room)
    assert (state.anchor_position, failures) == (42, [])


async def test_an_older_state_never_replaces_a_newer_one(host: Person, room: str):
    await act(room, host, Seek(1))
    old = store.peek(room)
    assert old is not None
    await act(room, host, Seek(2))
    await recorder.flush()

    recorder.note(room, old, None)
    await recorder.flush()

    state = await load(room)
    assert state.anchor_position == 2


async def test_more_rooms_than_fit_one_batch(host: Person, stranger: Person):
    rooms = await thirteen_rooms(host)
    await recorder.flush()

    assert {(await load(room)).anchor_position for room in rooms} == {7}


async def test_a_refused_room_does_not_hold_up_later_batches(
    host: Person, monkeypatch: pytest.MonkeyPatch
):
    rooms = await thirteen_rooms(host)
    with monkeypatch.context() as patch:
        patch.setattr(record, "write_down", refusing(rooms[0], IntegrityError))
        with pytest.raises(Problem):
            await recorder.flush()

    places = [(await load(room)).anchor_position for room in rooms]
    assert places == [0, *[7] * 12]
    assert recorder.lag_s() > 0
    await recorder.flush()
    assert (await load(rooms[0])).anchor_position == 7


async def test_a_database_that_takes_nothing_is_not_asked_for_each_room(
    host: Person, monkeypatch: pytest.MonkeyPatch
):
    rooms = await thirteen_rooms(host)
    asked: list[object] = []

    def read_only(batch: object) -> None:
        asked.append(batch)
        raise InternalError("cannot execute UPDATE in a read-only transaction")

    with monkeypatch.context() as patch:
        patch.setattr(record, "write_down", read_only)
        with pytest.raises(Problem):
            await recorder.flush()

    assert len(asked) == 1
    await recorder.flush()
    assert {(await load(room)).anchor_position for room in rooms} == {7}


async def test_what_the_database_can_never_take_is_given_up(
    host: Person, room: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    other = (await sync_to_async(host.make_room)())["id"]
    await act(room, host, Seek(1), Seek(2))
    await act(other, host, Seek(3))
    struck: list[str] = []

    async def strike(names: list[str]) -> None:
        struck.extend(names)

    with monkeypatch.context() as patch:
        patch.setattr(record.store, "recorded", strike)
        patch.setattr(record, "write_down", refusing(room, DataError))
        dropped = metrics.record_dropped._value.get()
        await recorder.flush()

    assert metrics.record_dropped._value.get() - dropped == 2
    assert (recorder.lag_s(), recorder._lines, len(struck)) == (0, 0, 3)
    assert "never take" in caplog.text
    assert (await load(room)).anchor_position == 0
    assert (await load(other)).anchor_position == 3
    await act(room, host, Seek(4))
    await recorder.flush()
    assert (await load(room)).anchor_position == 4


async def test_a_deleted_room_does_not_hold_up_the_others(host: Person, room: str):
    other = (await sync_to_async(host.make_room)())["id"]
    await act(room, host, Seek(1))
    await act(other, host, Seek(2))
    await Room.objects.filter(pk=room).adelete()

    await recorder.flush()

    assert recorder.lag_s() == 0
    assert (await load(other)).anchor_position == 2


async def test_a_deleted_session_does_not_hold_up_the_record(
    host: Person, guest: Person, full_house: str
):
    await act(full_house, guest, Seek(5))
    await UserSession.objects.filter(pk=guest.id).adelete()

    await recorder.flush()

    state = await load(full_house)
    assert (state.anchor_position, state.updated_by) == (5, "")
    assert (await lines(full_house))[0].session is None


def test_a_line_stored_before_is_left_alone(room: str):
    log.write_commands([line(room)])
    log.write_commands([line(room), line(room, version=2)])

    assert SyncMessage.objects.filter(room=room).count() == 2


async def test_without_redis_a_command_is_written_before_anybody_hears_of_it(
    host: Person, room: str, monkeypatch: pytest.MonkeyPatch
):
    alone = RedisStore(connect("redis://127.0.0.1:1"))
    alone._down_until = math.inf
    alone.learn(room, await current_state(room))
    monkeypatch.setattr(services, "store", alone)
    unwritten_when_told: list[float] = []

    class Bus:
        def publish(self, _room: str, _message: object) -> None:
            unwritten_when_told.append(recorder.lag_s())

    monkeypatch.setattr(services, "bus", Bus())
    await act(room, host, Seek(42))

    assert unwritten_when_told == [0]
    assert [line.message_type for line in await lines(room)] == ["seek"]


async def test_the_queue_is_bounded(room: str):
    own = Recorder()
    state = await current_state(room)
    pending_line = line(room)
    own.note(room, state, pending_line)
    own._pending[room].lines = [pending_line] * MAX_LINES
    own._lines = MAX_LINES
    own.note(room, state, pending_line)

    assert len(own._pending[room].lines) == own._lines <= MAX_LINES


async def test_the_last_state_is_written_when_the_room_closes(host: Person, room: str):
    from rooms.ports import screen

    await act(room, host, Seek(9))
    await screen().close(room)

    assert (await load(room)).anchor_position == 9
    assert store.peek(room) is None
