"""What every store of playback states promises; each twin runs through the same suite."""

import asyncio
import itertools
import time
from collections.abc import Iterator

import msgspec
import pytest
from msgspec.structs import replace
from redis import Redis as Blocking
from redis.asyncio import Redis

from common import workers
from common.ids import new_id
from common.redis import connect, key_of
from playback.domain.commands import Play, Seek, Stale, Timing
from playback.domain.machine import apply
from playback.domain.state import Phase, State
from playback.stores.copies import EPOCHS
from playback.stores.ledger import FORGOTTEN_MS
from playback.stores.memory import MemoryStore
from playback.stores.protocol import Line, Store
from playback.stores.redis import RedisStore
from playback.stores.shelf import TTL_MS, Held
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


def redis_of(store: RedisStore) -> Redis:
    return store._shelf._redis


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


async def test_no_line_is_left_behind_by_who_lives(store: Store):
    await store.put_if_absent("R", STATE)
    line = Line(workers.name_of(new_id(now_ms=5)), b"{}")

    await store.change("R", lambda state: replace(state, version=1), lambda _: line)
    if isinstance(store, RedisStore):
        await workers.say_alive(redis_of(store))

    assert await store.left_behind(now_ms=5) == []
    await store.recorded([line.name, "nobody.knows"])
    assert await store.left_behind(now_ms=FORGOTTEN_MS * 2) == []


@pytest.mark.servers
class TestLines:
    """A line lives in Redis from the same moment as its state, until it is recorded."""

    @pytest.fixture
    def store(self, redis_address: str) -> RedisStore:
        Blocking.from_url(redis_address).flushall()
        return RedisStore(connect(redis_address))

    async def test_what_a_dead_worker_has_not_recorded_is_found(self, store: RedisStore):
        await store.put_if_absent("R", STATE)

        def line_of(state: State) -> Line:
            return Line(f"dead.{state.version}", state.title.encode())

        await store.change("R", lambda state: replace(state, version=1, title="a"), line_of)
        await store.change("R", lambda state: replace(state, version=2, title="b"), line_of)
        await store.change("R", lambda _: None, line_of)
        left = await store.left_behind(now_ms=0)
        await store.recorded(["dead.1"])

        assert sorted(left) == [("dead.1", b"a"), ("dead.2", b"b")]
        assert await store.left_behind(now_ms=0) == [("dead.2", b"b")]

    async def test_a_refused_write_leaves_no_line(self, store: RedisStore):
        await store.put_if_absent("R", STATE)
        old = await store._shelf.read("R")
        await store.change("R", lambda state: replace(state, version=1))

        written, found = await store._shelf.write("R", old, STATE, Line("dead.1", b"x"))

        assert (written, found.state) == (False, replace(STATE, version=1))
        assert await store.left_behind(now_ms=0) == []

    async def test_a_line_forgotten_by_who_lives_is_found_in_time(self, store: RedisStore):
        await workers.say_alive(redis_of(store))
        await store.put_if_absent("R", STATE)
        line = Line(workers.name_of(new_id(now_ms=5)), b"x")
        await store.change("R", lambda state: replace(state, version=1), lambda _: line)

        assert await store.left_behind(now_ms=5 + FORGOTTEN_MS) == []
        assert await store.left_behind(now_ms=6 + FORGOTTEN_MS) == [line]

    async def test_something_else_in_its_place_is_thrown_away(
        self, store: RedisStore, redis_address: str
    ):
        Blocking.from_url(redis_address).set("xiaowo:record", "a string")
        await store.put_if_absent("R", STATE)

        await store.change("R", lambda s: replace(s, version=1), lambda _: Line("dead.1", b"x"))

        assert await store.left_behind(now_ms=0) == [("dead.1", b"x")]


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
        assert further.version > alone.version + EPOCHS[0]
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
        old = await store._shelf.read("R")
        newer, _ = await store.change("R", lambda state: replace(state, version=1))

        store._copies.note("R", Held(old.revision, STATE))

        assert store.peek("R") == newer

    async def test_a_write_that_is_sent_again_was_written_once(
        self, redis_address: str, monkeypatch: pytest.MonkeyPatch
    ):
        Blocking.from_url(redis_address).flushall()
        store = RedisStore(connect(redis_address))
        await store.put_if_absent("R", STATE)
        before = await store._shelf.read("R")
        newer = replace(STATE, version=1)
        # As the client does when the answer was lost: the same call once more.
        monkeypatch.setattr(store._shelf, "_count", itertools.repeat(7))

        first = await store._shelf.write("R", before, newer, None)
        again = await store._shelf.write("R", before, newer, None)

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

    async def test_writes_upon_what_it_saw_last_without_asking(
        self, redis_address: str, monkeypatch: pytest.MonkeyPatch
    ):
        Blocking.from_url(redis_address).flushall()
        store = RedisStore(connect(redis_address))
        await store.put_if_absent("R", STATE)

        async def asked(_: str) -> Held:
            raise AssertionError

        monkeypatch.setattr(store._shelf, "read", asked)

        for version in (1, 2, 3):
            _, is_new = await store.change("R", lambda s: replace(s, version=s.version + 1))
            assert is_new
            state = store.peek("R")
            assert state is not None
            assert state.version == version

    async def test_writes_upon_what_it_heard(
        self, redis_address: str, monkeypatch: pytest.MonkeyPatch
    ):
        Blocking.from_url(redis_address).flushall()
        store, other = (RedisStore(connect(redis_address)) for _ in range(2))
        await store.put_if_absent("R", STATE)
        state, _ = await store.change("R", lambda s: replace(s, version=1))
        other.hear("R", store.note_of("R", state))
        other.hear("R", b"{")
        tried = []

        def count(state: State) -> State:
            tried.append(state.version)
            return replace(state, version=state.version + 1)

        await other.change("R", count)

        assert tried == [1]
        assert (await store.load("R")) == replace(STATE, version=2)

    async def test_refuses_only_upon_what_is_there(self, redis_address: str):
        """What this worker saw last may be old, and a command in order by now."""
        Blocking.from_url(redis_address).flushall()
        store, other = (RedisStore(connect(redis_address)) for _ in range(2))
        await store.put_if_absent("R", STATE)
        await other.load("R")
        await store.change("R", lambda state: replace(state, version=1, duration=500.0))

        timing = Timing(1, 1)
        state, is_new = await other.change(
            "R", lambda state: apply(state, Seek(400.0), timing, sender="")
        )

        assert (state.version, state.anchor_position, is_new) == (2, 400.0, True)

    async def test_one_damaged_room_does_not_keep_others_from_being_written(
        self, redis_address: str
    ):
        blocking = Blocking.from_url(redis_address)
        blocking.flushall()
        store = RedisStore(connect(redis_address))
        for room in "RST":
            await store.put_if_absent(room, STATE)
        blocking.delete(key_of("S", "state"))
        blocking.set(key_of("S", "state"), "a string")

        found = await asyncio.gather(
            *(store.change(room, lambda s: replace(s, version=1)) for room in "RST"),
            return_exceptions=True,
        )

        assert [isinstance(one, KeyError) for one in found] == [False, True, False]
        assert (await store.put_if_absent("S", STATE)) == STATE

    async def test_who_counts_on_alone_from_anothers_state_does_not_meet_him(
        self, redis_address: str
    ):
        store = RedisStore(connect(redis_address))
        store._down_until = time.monotonic() + 60
        store.learn("R", STATE)
        alone, _ = await store.change("R", lambda state: replace(state, version=1))
        store.learn("R", replace(STATE, version=alone.version + EPOCHS[0]))

        further, _ = await store.change("R", lambda s: replace(s, version=s.version + 1))

        assert further.version > alone.version + 2 * EPOCHS[0]

    async def test_who_heard_of_one_that_is_alone_does_not_meet_him(self, redis_address: str):
        """A message that was given up while Redis hung arrives all the same when it goes on."""
        Blocking.from_url(redis_address).flushall()
        store, other = (RedisStore(connect(redis_address)) for _ in range(2))
        await store.put_if_absent("R", STATE)
        store._down_until = time.monotonic() + 60
        alone, _ = await store.change("R", lambda s: replace(s, version=s.version + 1))
        other.hear("R", store.note_of("R", alone))

        his, _ = await other.change("R", lambda s: replace(s, version=s.version + 1, title="his"))
        mine, _ = await store.change("R", lambda s: replace(s, version=s.version + 1))

        assert alone.version < his.version != mine.version

    @pytest.mark.parametrize("later", ["known", "recorded"])
    async def test_a_lost_room_begins_above_all_that_was_shown_with_the_later_command(
        self, redis_address: str, later: str
    ):
        """Two workers were alone: one counted further, the other's command was the later one."""
        store = RedisStore(connect(redis_address))
        known = replace(STATE, version=900, title="known", last_command_ms=5)
        recorded = replace(STATE, version=40, title="recorded", last_command_ms=5)
        if later == "recorded":
            recorded = replace(recorded, last_command_ms=9)
        store.learn("R", known)

        state = store.rebuilt("R", recorded)

        assert (state.title, state.version > 900 + EPOCHS[0]) == (later, True)

    async def test_nobody_is_shown_less_than_before_by_who_rebuilt_first(self, redis_address: str):
        """Redis is empty; the worker that had counted less is the first to bring the room in."""
        Blocking.from_url(redis_address).flushall()
        store, other = (RedisStore(connect(redis_address)) for _ in range(2))
        shown = replace(STATE, version=5_000_000_000, title="shown")
        store.learn("R", shown)
        first = await other.put_if_absent("R", replace(STATE, version=7, title="first"))

        held = await store.put_if_absent("R", store.rebuilt("R", STATE))

        assert (first.version, held) == (7, shown)
        assert await other.load("R") == shown
        assert await store.catch_up() == ["R"]
