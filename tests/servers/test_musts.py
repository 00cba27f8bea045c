"""How soon it goes on after a failure: what must hold, on a machine that does nothing else.

Even such a machine stands still now and then, which says nothing about us: so each gets a few
attempts, of which the best counts.
"""

import asyncio
import json
import signal
import time
from collections.abc import Awaitable, Callable

import pytest

from tests.processes.test_serving import make_room, post
from tests.servers.test_failures import PATIENCE_S
from tests.servers.test_housekeeping import AT_WORK, abandon, keep_house, status_of
from tests.servers.test_workers import Page, pages
from tests.support import measured, servers
from tests.support.patience import until
from tests.support.process import running_server
from tests.support.site import Site

pytestmark = [pytest.mark.servers, pytest.mark.alone]
ATTEMPTS = 3


async def until_it_reaches(here: Page, there: Page) -> float:
    """Send seeks until one reaches a member elsewhere; returns how long that took, s."""
    began = time.monotonic()

    async def send() -> None:
        for place in range(1000, 100_000):
            await here.send("seek", current_time=place)
            await asyncio.sleep(0.25)

    sending = asyncio.ensure_future(send())
    try:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                frame = json.loads(await there.socket.recv())
                playback = frame["data"].get("playback", frame["data"])
                if playback.get("current_time", 0) >= 1000:
                    return time.monotonic() - began
    finally:
        sending.cancel()


async def soonest(attempt: Callable[[Site], Awaitable[float]], site: Site, must_s: float) -> float:
    """Return how long it took, s: of a few attempts the first that is good enough, or the best."""
    best_s = float("inf")
    for _ in range(ATTEMPTS):
        for worker in site[1:]:
            if not worker.is_up:
                worker.start()
        best_s = min(best_s, await attempt(site))
        if best_s <= must_s:
            break
    return best_s


async def kill_its_worker(site: Site) -> float:
    _redis, one, other = site
    room, host = make_room(one)
    guest = post(other, "/sessions")["token"]

    async with pages((one, room, host), (other, room, guest)) as (here, there):
        began = time.monotonic()
        one.stop(signal.SIGKILL)
        await here.closed()
        async with pages((other, room, host)) as (again,):
            await until_it_reaches(again, there)
            return time.monotonic() - began


async def test_after_a_kill_of_its_worker_the_room_is_soon_in_use(site: Site):
    took_s = await soonest(kill_its_worker, site, 5)

    measured.note("room in use again after kill -9 of its worker", f"{took_s:.2f} s (must 5)")
    assert took_s <= 5


async def kill_redis(site: Site) -> float:
    redis, one, other = site
    room, host = make_room(one)
    guest = post(other, "/sessions")["token"]

    async with pages((one, room, host), (other, room, guest)) as (here, there):
        redis.kill()
        redis.start()
        return await until_it_reaches(here, there)


async def test_after_a_kill_of_redis_the_room_is_soon_in_use(site: Site):
    took_s = await soonest(kill_redis, site, 10)

    measured.note("room in use again after kill -9 of Redis", f"{took_s:.2f} s (must 10)")
    assert took_s <= 10


async def tell_a_worker_to_end(site: Site) -> float:
    _redis, one, _other = site
    room, host = make_room(one)

    async with pages((one, room, host)) as (here,):
        await here.send("seek", current_time=5)
        await here.hear("seek")
        began = time.monotonic()
        assert await asyncio.to_thread(one.stop) == 0
        return time.monotonic() - began


async def test_a_worker_told_to_end_has_ended(site: Site):
    took_s = await soonest(tell_a_worker_to_end, site, 10)

    measured.note("a worker told to end has ended", f"{took_s:.2f} s (must 10)")
    assert took_s <= 10


async def tell_it_while_redis_hangs(site: Site) -> float:
    redis, one, _other = site
    room, host = make_room(one)

    async with pages((one, room, host)) as (here,):
        redis.signal(signal.SIGSTOP)
        try:
            await here.send("seek", current_time=5)
            began = time.monotonic()
            assert await asyncio.to_thread(one.stop) == 0
            return time.monotonic() - began
        finally:
            redis.signal(signal.SIGCONT)


async def test_while_redis_hangs_a_worker_ends_as_soon(site: Site):
    took_s = await soonest(tell_it_while_redis_hangs, site, 10)

    measured.note("a worker told to end while Redis hangs", f"{took_s:.2f} s (must 10)")
    assert took_s <= 10


def test_of_two_housekeepers_the_other_takes_over_when_one_is_killed():
    with servers.redis() as redis_address, running_server(REDIS_URL=redis_address) as server:
        room, _host = make_room(server)
        server.stop()
        with keep_house(server, "one") as one, keep_house(server, "other") as other:
            until(lambda: AT_WORK in one.log + other.log)
            first, second = (one, other) if AT_WORK in one.log else (other, one)
            assert AT_WORK not in second.log
            abandon(server.data, room)

            first.end(signal.SIGKILL)

            took_s = second.says(AT_WORK)
            until(lambda: status_of(server.data, room) == "inactive")
            measured.note("housekeeping taken over after kill -9", f"{took_s:.1f} s (must 30)")
            assert took_s <= 30
            assert second.end() == 0
            assert "Traceback" not in second.log
