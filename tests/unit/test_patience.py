"""Whoever stood still does not believe that the others were gone."""

import asyncio
import time

import pytest

from common.patience import LATE_S, within

SOON_S = 0.05
STILL_S = SOON_S + 3 * LATE_S


async def answered_while_we_stand_still() -> str:
    """Have the answer come while nothing runs here, a turn of the loop before it is taken."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[str] = loop.create_future()

    def stand_still() -> None:
        time.sleep(STILL_S)
        # It is read in the turn in which the timer is due as well.
        loop.call_soon(loop.call_soon, answer.set_result, "here")

    loop.call_soon(stand_still)
    return await answer


async def test_an_answer_that_came_while_we_stood_still_counts():
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(SOON_S):
            await answered_while_we_stand_still()

    async with within(SOON_S):
        assert await answered_while_we_stand_still() == "here"


async def test_nothing_is_waited_for_for_ever():
    began = time.monotonic()

    with pytest.raises(TimeoutError):
        async with within(SOON_S):
            await asyncio.Event().wait()

    assert time.monotonic() - began >= SOON_S


async def test_who_stood_still_waits_once_more_and_not_again():
    stills = 0

    def stand_still() -> None:
        nonlocal stills
        stills += 1
        time.sleep(STILL_S)
        asyncio.get_running_loop().call_later(0, stand_still)

    asyncio.get_running_loop().call_soon(stand_still)
    with pytest.raises(TimeoutError):
        async with within(SOON_S):
            await asyncio.Event().wait()

    assert stills >= 2


async def test_cancelling_from_elsewhere_is_no_timeout():
    async def wait() -> None:
        async with within(60):
            await asyncio.Event().wait()

    waiting = asyncio.ensure_future(wait())
    await asyncio.sleep(0)
    waiting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_what_goes_wrong_inside_comes_out_as_it_is():
    with pytest.raises(ValueError, match="wrong"):
        async with within(60):
            raise ValueError("wrong")


async def test_its_timer_ends_with_the_block():
    wrong: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, what: wrong.append(what))

    async with within(SOON_S):
        pass
    # Else it goes off after the end of what it was for.
    await asyncio.sleep(2 * SOON_S)

    assert wrong == []
