"""What a worker has answered is recorded, even if it dies before it can do so itself."""

from collections.abc import Iterator, Mapping
from types import ModuleType

import pytest
from asgiref.sync import sync_to_async
from django.db import DatabaseError, DataError, IntegrityError
from redis import Redis as Blocking

from common import workers
from common.clock import cloud_ms
from common.redis import connect
from playback import current, leftovers, record, selectors, services
from playback.domain.commands import Pause, Play, Seek
from playback.record import Recorder
from playback.services import Envelope
from playback.stores.redis import RedisStore
from playback.written import Pending
from rooms.models import Room, RoomActivity, SyncMessage
from rooms.roles import Actor
from tests.people import Person
from tests.support import servers

pytestmark = [pytest.mark.servers, pytest.mark.django_db]
USERS: list[ModuleType] = [current, leftovers, record, selectors, services]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with servers.redis() as address:
        yield address


@pytest.fixture
def address(server: str) -> str:
    Blocking.from_url(server).flushall()
    return server


def become(name: str, address: str, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """From here on this process is another worker, which knows nothing yet."""
    store, recorder = RedisStore(connect(address)), Recorder()
    monkeypatch.setattr(workers, "NAME", name)
    for user in USERS:
        monkeypatch.setattr(user, "store", store)
    monkeypatch.setattr(services, "recorder", recorder)
    return recorder


async def act(room: str, person: Person, *commands: object) -> None:
    actor = Actor(person.id, "host", {}, True)
    for command in commands:
        now_ms = cloud_ms()
        await services.command(
            room_id=room, actor=actor, command=command, envelope=Envelope(now_ms), now_ms=now_ms
        )


@sync_to_async
def kinds(room: str) -> list[str]:
    lines = SyncMessage.objects.filter(room=room).order_by("version")
    return list(lines.values_list("message_type", flat=True))


async def test_lines_of_a_dead_worker_are_written_once(
    host: Person, room: str, address: str, monkeypatch: pytest.MonkeyPatch
):
    become("dying", address, monkeypatch)
    await act(room, host, Seek(42), Play(), Pause())
    assert await kinds(room) == []
    become("heir", address, monkeypatch)

    found = [await leftovers.pick_up(now_ms=cloud_ms()) for _ in range(2)]

    assert found == [3, 0]
    assert await kinds(room) == ["seek", "play", "pause"]
    recorded = await sync_to_async(selectors.recorded_state)(room)
    assert recorded is not None
    assert (recorded.version, recorded.anchor_position) == (3, 42)


async def test_what_was_written_by_both_stands_there_once(
    host: Person, room: str, address: str, monkeypatch: pytest.MonkeyPatch
):
    dying = become("dying", address, monkeypatch)
    await act(room, host, Seek(42))
    monkeypatch.setattr(record.store, "recorded", leave_it)
    await dying.flush()
    become("heir", address, monkeypatch)

    assert await leftovers.pick_up(now_ms=cloud_ms()) == 1

    assert await kinds(room) == ["seek"]
    activities = RoomActivity.objects.filter(room=room, activity_type="play_seeked")
    assert await activities.acount() == 1


async def leave_it(_names: object) -> None:
    """As when the worker dies right after the commit."""


async def test_who_lives_strikes_its_own_lines(
    host: Person, room: str, address: str, monkeypatch: pytest.MonkeyPatch
):
    recorder = become("living", address, monkeypatch)
    await act(room, host, Seek(42), Play())

    await recorder.flush()

    assert Blocking.from_url(address).hlen("xiaowo:record") == 0
    assert await kinds(room) == ["seek", "play"]


@pytest.mark.parametrize(("error", "kept"), [(DataError, 0), (IntegrityError, 2)])
async def test_what_the_database_can_never_take_does_not_stay_behind(
    host: Person,
    room: str,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    error: type[DatabaseError],
    kept: int,
):
    become("dying", address, monkeypatch)
    other = (await sync_to_async(host.make_room)())["id"]
    await act(room, host, Seek(1), Seek(2))
    await act(other, host, Seek(3))
    become("heir", address, monkeypatch)
    real = leftovers.write_down

    def write_down(batch: Mapping[str, Pending]) -> None:
        if room in batch:
            raise error
        real(batch)

    monkeypatch.setattr(leftovers, "write_down", write_down)
    await leftovers.pick_up(now_ms=cloud_ms())

    assert Blocking.from_url(address).hlen("xiaowo:record") == kept
    assert (await kinds(room), await kinds(other)) == ([], ["seek"])


async def test_nonsense_and_lines_of_rooms_that_are_gone_are_dropped(
    host: Person, room: str, address: str, monkeypatch: pytest.MonkeyPatch
):
    become("dying", address, monkeypatch)
    await act(room, host, Seek(42))
    await Room.objects.filter(pk=room).adelete()
    Blocking.from_url(address).hset("xiaowo:record", "dying.x", "{")
    become("heir", address, monkeypatch)

    found = [await leftovers.pick_up(now_ms=cloud_ms()) for _ in range(2)]

    assert found == [2, 0]
    assert await SyncMessage.objects.acount() == 0
