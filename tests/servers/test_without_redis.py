"""Redis hangs while rooms are open: workers with the patience that everybody has."""

import signal

import pytest

from tests.processes.test_serving import make_room, post
from tests.servers.test_workers import pages
from tests.support.site import Site

pytestmark = pytest.mark.servers


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
        data = await here.learn("playback", playback_state="playing")

        assert data["current_time"] == 20
