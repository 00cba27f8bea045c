"""Redis goes away while rooms are open: workers with the patience that everybody has."""

import json
import signal

import pytest

from tests.processes.test_serving import get, make_room, post
from tests.servers.test_workers import pages
from tests.support.site import Site

pytestmark = pytest.mark.servers


async def test_members_on_one_worker_stay_together_and_all_are_when_it_is_back(
    site: Site,
):
    redis, one, other = site
    room, host = make_room(one)
    friend, guest = (post(other, "/sessions")["token"] for _ in range(2))

    seats = (one, room, host), (one, room, friend), (other, room, guest)
    async with pages(*seats) as (here, beside, there):
        await here.send("seek", current_time=10)
        for page in (here, beside, there):
            await page.hear("seek", version=1)
        redis.kill()
        await here.send("seek", current_time=20)
        alone = await beside.hear("seek", current_time=20)
        assert json.load(get(one, "/health"))["status"] == "degraded"

        redis.start()
        told = await there.see(current_time=20)
        await there.send("seek", current_time=31)
        after = await beside.hear("seek", current_time=31)

        assert told["version"] >= alone["version"] > 1
        assert after["version"] == told["version"] + 1


async def test_a_pause_of_redis_is_survived(site: Site):
    redis, one, other = site
    room, host = make_room(one)
    guest = post(other, "/sessions")["token"]

    async with pages((one, room, host), (other, room, guest)) as (here, there):
        redis.signal(signal.SIGSTOP)
        await here.send("seek", current_time=20)
        await here.hear("seek", current_time=20)
        redis.signal(signal.SIGCONT)
        await there.see(current_time=20)
        await there.send("playback", action="play")
        data = await here.hear("playback", action="play")

        assert data["current_time"] == 20
