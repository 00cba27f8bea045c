"""What every store of playback states promises; each twin runs through the same suite."""

import asyncio
from dataclasses import replace

import pytest

from playback.domain.machine import Play, Seek, Stale, Timing, apply
from playback.domain.state import State
from playback.stores.memory import MemoryStore
from playback.stores.protocol import Store

STATE = State(media_url="x", duration=100, anchor_ms=0)


@pytest.fixture(params=[MemoryStore])
def store(request: pytest.FixtureRequest) -> Store:
    return request.param()


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
        _, is_new = await store.change(
            "R", lambda state: apply(state, command, timing, sender=str(number))
        )
        return is_new

    accepted = await asyncio.gather(*(write(number) for number in range(1, 200)))

    final = await store.load("R")
    assert final is not None
    assert final.version == sum(accepted)
