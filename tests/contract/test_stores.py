"""What every store of playback states promises; each twin runs through the same suite."""

import asyncio
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace

import msgspec
import pytest
from redis import Redis as Blocking

from common.redis import connect, key_of
from playback.domain.machine import Play, Seek, Stale, Timing, apply
from playback.domain.state import Phase, State
from playback.stores.memory import MemoryStore
from playback.stores.protocol import Store
from playback.stores.redis import EPOCHS, TTL_MS, Held, RedisStore
from tests.support import servers

STATE = State(media_url="x", duration=100, anchor_ms=0)


@pytest.fixture(scope="module")
def redis_address() -> Iterator[str]:
    with servers.redis() as address:
        yield address


@pytest.fixture(
    params=[MemoryStore, pytest.param(RedisStore, marks=pytest.mark.servers)],
    ids=["memory", "redis"],
)
def store(request: pytest.FixtureRequest) -> Store:
    if request.param is MemoryStore:
        return MemoryStore()
    address = request.getfixturevalue("redis_address")
    Blocking.from_url(address).flushall()
    return RedisStore(connect(address))


async def test_does_not_know_a_room_at_first(store: Store):
    assert await store.load("R") is None
    assert store.peek("R") is None
    with pytest.raises(KeyError):
        await store.change("R", lambda state: state)


async def test_who_came_first_wins(store: Store):
    newer = replace(STATE, version=5)

    assert await store.put_if_absent("R", newer) == newer
    assert await store.put_if_absent("R", STATE) == newer
    assert await store.load("R") == store.peek("R") == newer


async def test_changes_and_tells_that_it_is_new(store: Store):
    await store.put_if_absent("R", STATE)

    changed, is_new = await store.change("R", lambda state: replace(state, version=1))

    assert (changed.version, is_new) == (1, True)
    assert await store.load("R") == changed


async def test_nothing_new_leaves_it_alone(store: Store):
    await store.put_if_absent("R", STATE)

    assert await store.change("R", lambda _: None) == (STATE, False)


async def test_a_refusal_comes_out_and_changes_nothing(store: Store):
    await store.put_if_absent("R", STATE)

    def refuse(_: State) -> State:
        raise Stale

    with pytest.raises(Stale):
        await store.change("R", refuse)
    assert await store.load("R") == STATE


async def test_rooms_do_not_touch_each_other(store: Store):
    await store.put_if_absent("R", STATE)
    await store.put_if_absent("S", STATE)

    await store.change("R", lambda state: replace(state, version=9))
    await store.forget("R")

    assert await store.load("R") is None
    assert await store.load("S") == STATE


async def test_many_writers_count_every_accepted_command(store: Store):
    await store.put_if_absent("R", STATE)

    async def write(number: int) -> bool:
        command = Seek(float(number % 100)) if number % 3 else Play()
        timing = Timing(number, number)
        try:
            _, is_new = await store.change(
                "R", lambda state: apply(state, command, timing, sender=str(number))
            )
        except Stale:
            # A newer command was faster.
            return False
        return is_new

    accepted = await asyncio.gather(*(write(number) for number in range(1, 200)))

    final = await store.load("R")
    assert final is not None
    assert final.version == sum(accepted)


async def test_a_change_of_no_version_is_not_lost(store: Store):
    """A duration that is learned does not count as a version; nobody may write over it."""
    await store.put_if_absent("R", replace(STATE, duration=0))

    async def learn() -> None:
        await store.change("R", lambda state: replace(state, duration=100))

    async def write() -> None:
        await store.change("R", lambda state: replace(state, version=state.version + 1))

    await asyncio.gather(write(), learn(), write())

    assert await store.load("R") == replace(STATE, duration=100, version=2)


@pytest.mark.servers
class TestRedis:
    """What only the shared twin can go through."""

    async def test_two_workers_see_one_room(self, redis_address: str):
        Blocking.from_url(redis_address).flushall()
        one, other = (RedisStore(connect(redis_address)) for _ in range(2))
        await one.put_if_absent("R", STATE)

        async def count(store: RedisStore) -> None:
            for _ in range(50):
                await store.change("R", lambda state: replace(state, version=state.version + 1))

        await asyncio.gather(count(one), count(other), count(one))

        assert (await other.load("R")) == replace(STATE, version=150)

    @pytest.mark.parametrize(
        "damage",
        [
            {"state": "{"},
            {"state": b"\xff\x00"},
            {"state": '{"media_url": 7}'},
            {"state": ""},
            {"revision": "many", "state": "?"},
            {"revision": ""},
        ],
    )
    async def test_a_damaged_room_counts_as_none_and_can_be_brought_in_again(
        self, redis_address: str, damage: dict[str, str]
    ):
        blocking = Blocking.from_url(redis_address)
        blocking.flushall()
        store = RedisStore(connect(redis_address))
        await store.put_if_absent("R", STATE)
        blocking.hset(key_of("R", "state"), mapping=damage)

        damaged = await store.load("R")
        if "state" in damage:
            assert damaged is None
        newer = replace(STATE, version=7)
        held = await store.put_if_absent("R", newer)
        changed, _ = await store.change("R", lambda state: replace(state, title="x"))

        assert held == (newer if "state" in damage else STATE)
        assert changed == await store.load("R")

    async def test_what_is_no_room_at_all_is_thrown_away(self, redis_address: str):
        blocking = Blocking.from_url(redis_address)
        blocking.flushall()
        blocking.set(key_of("R", "state"), "a string")
        store = RedisStore(connect(redis_address))

        assert await store.load("R") is None
        assert await store.put_if_absent("R", STATE) == STATE

    async def test_rooms_do_not_stay_for_ever(self, redis_address: str):
        blocking = Blocking.from_url(redis_address)
        blocking.flushall()
        await RedisStore(connect(redis_address)).put_if_absent("R", STATE)

        assert 0 < blocking.pttl(key_of("R", "state")) <= TTL_MS

    async def test_what_is_written_can_be_read_by_the_next_version(self):
        written = msgspec.json.encode(STATE)
        wider = written[:-1] + b',"of_a_later_version":1}'

        assert msgspec.json.decode(wider, type=State) == STATE

    async def test_alone_it_goes_on_in_an_epoch_of_its_own(self, redis_address: str):
        blocking = Blocking.from_url(redis_address)
        blocking.flushall()
        store, other = (RedisStore(connect(redis_address)) for _ in range(2))
        await store.put_if_absent("R", STATE)
        store._down_until = time.monotonic() + 60

        alone, _ = await store.change("R", lambda state: replace(state, version=1, title="x"))
        further, _ = await store.change("R", lambda s: replace(s, version=s.version + 1))
        meanwhile, _ = await other.change("R", lambda state: replace(state, version=1))
        store._down_until = 0

        assert alone.version > EPOCHS[0]
        assert further.version == alone.version + 1
        assert meanwhile.version == 1
        assert await store.catch_up() == ["R"]
        assert await store.catch_up() == []
        assert await other.load("R") == further

    async def test_back_again_the_newer_command_counts_under_a_version_above_all(
        self, redis_address: str
    ):
        Blocking.from_url(redis_address).flushall()
        store, other = (RedisStore(connect(redis_address)) for _ in range(2))
        await store.put_if_absent("R", STATE)
        store._down_until = time.monotonic() + 60
        alone, _ = await store.change("R", lambda s: replace(s, version=1, last_command_ms=5))
        await other.change("R", lambda s: replace(s, version=1, last_command_ms=9, title="newer"))
        store._down_until = 0

        held = await store.load("R")

        assert held is not None
        assert (held.title, held.version) == ("newer", alone.version + 1)
        assert await other.load("R") == held

    async def test_an_answer_long_under_way_hides_nothing(self, redis_address: str):
        Blocking.from_url(redis_address).flushall()
        store = RedisStore(connect(redis_address))
        await store.put_if_absent("R", STATE)
        old = await store._redis.hmget(key_of("R", "state"), ["revision", "state"])
        newer, _ = await store.change("R", lambda state: replace(state, version=1))

        store._note("R", Held(old[0], STATE))

        assert store.peek("R") == newer

    async def test_a_write_that_is_sent_again_was_written_once(
        self, redis_address: str, monkeypatch: pytest.MonkeyPatch
    ):
        Blocking.from_url(redis_address).flushall()
        store = RedisStore(connect(redis_address))
        await store.put_if_absent("R", STATE)
        before = await store._read("R")
        newer = replace(STATE, version=1)
        # As the client does when the answer was lost: the same call once more.
        monkeypatch.setattr(uuid, "uuid4", lambda: uuid.UUID(int=7))

        first = await store._try("R", before, newer)
        again = await store._try("R", before, newer)

        assert first == again == (True, first[1])

    async def test_a_worker_that_comes_later_never_shows_less_than_was_written(
        self, redis_address: str
    ):
        Blocking.from_url(redis_address).flushall()
        store = RedisStore(connect(redis_address))
        await store.put_if_absent("R", replace(STATE, version=3))
        store.learn("R", replace(STATE, version=9, title="written"))

        held = await store.load("R")

        assert held is not None
        assert (held.title, held.version) == ("written", 9)

    async def test_copies_of_rooms_without_people_are_dropped(self, redis_address: str):
        Blocking.from_url(redis_address).flushall()
        store = RedisStore(connect(redis_address))
        for room in "RS":
            await store.put_if_absent(room, STATE)
        store.learn("T", replace(STATE, phase=Phase.BUFFERING))

        store.trim({"S"})

        assert [store.peek(room) is not None for room in "RST"] == [False, True, True]

    async def test_a_lost_room_begins_anew_from_the_newest_that_is_known(self, redis_address: str):
        store = RedisStore(connect(redis_address))
        recorded = replace(STATE, version=3)

        assert store.rebuilt("R", STATE) == STATE
        assert store.rebuilt("R", recorded).version > EPOCHS[0]
        store.learn("R", replace(STATE, version=5, title="newer"))
        assert store.rebuilt("R", recorded).title == "newer"
