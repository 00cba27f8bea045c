"""Token buckets in memory and in Redis: one suite for the twins."""

from collections.abc import Iterator

import pytest
from redis import Redis as Blocking

from common.buckets import Buckets, MemoryBuckets, RedisBuckets, Want
from common.redis import connect
from tests.support import servers
from tests.support.patience import eventually

SLOW = 0.01


@pytest.fixture(scope="module")
def redis_address() -> Iterator[str]:
    with servers.redis() as address:
        yield address


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.servers)])
def buckets(request: pytest.FixtureRequest) -> Buckets:
    if request.param == "memory":
        return MemoryBuckets()
    address = request.getfixturevalue("redis_address")
    Blocking.from_url(address).flushall()
    return RedisBuckets(connect(address))


async def test_the_burst_is_given_and_no_more(buckets: Buckets):
    want = Want("a", SLOW, 3)

    waits = [await buckets.take([want]) for _ in range(4)]

    assert waits[:3] == [None] * 3
    assert waits[3] is not None
    assert 50_000 < waits[3].ms <= 100_000


async def test_what_flows_in_can_be_taken(buckets: Buckets):
    want = Want("a", 50, 1)
    assert await buckets.take([want]) is None

    async def is_given() -> bool:
        return await buckets.take([want]) is None

    await eventually(is_given)


async def test_all_give_or_none_does(buckets: Buckets):
    wide, narrow = Want("wide", SLOW, 2), Want("narrow", SLOW, 1)
    assert await buckets.take([wide, narrow]) is None

    for _ in range(3):
        refused = await buckets.take([wide, narrow])
        assert refused is not None
        assert refused.index == 1
    # What was refused has taken nothing from the other.
    assert await buckets.take([wide]) is None
    assert await buckets.take([wide]) is not None


async def test_each_name_is_a_bucket_of_its_own(buckets: Buckets):
    assert await buckets.take([Want("a", SLOW, 1)]) is None
    assert await buckets.take([Want("b", SLOW, 1)]) is None


@pytest.mark.servers
class TestShared:
    async def test_two_workers_take_from_one(self, redis_address: str):
        Blocking.from_url(redis_address).flushall()
        one, other = (RedisBuckets(connect(redis_address)) for _ in range(2))
        want = Want("a", SLOW, 4)

        taken = [await buckets.take([want]) for buckets in (one, other) * 3]

        assert taken[:4] == [None] * 4
        assert None not in taken[4:]

    async def test_what_is_full_again_is_gone(self, redis_address: str):
        server = Blocking.from_url(redis_address)
        server.flushall()

        await RedisBuckets(connect(redis_address)).take([Want("a", 100, 200)])

        assert 2000 < server.pttl("xiaowo:{limits}:a") <= 3000

    async def test_without_redis_each_counts_for_itself(self):
        buckets = RedisBuckets(connect("unix:///nowhere.sock"))
        want = Want("a", SLOW, 2)

        taken = [await buckets.take([want]) for _ in range(3)]

        assert taken[:2] == [None] * 2
        assert taken[2] is not None


def test_what_is_given_back_can_be_taken_again_and_no_more():
    buckets, want = MemoryBuckets(), Want("a", 1, 2)

    assert [buckets.take_now([want], 10) for _ in range(2)] == [None, None]
    buckets.give_back([want, Want("never taken", 1, 2)])

    assert buckets.take_now([want], 10) is None
    # A clock that was set back neither gives nor takes.
    buckets.give_back([want])
    assert buckets.take_now([want], 5) is None
    assert buckets.take_now([want], 5) is not None
