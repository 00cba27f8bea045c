"""What fails, fails under open rooms: real workers, a real Redis, a real PostgreSQL."""

import asyncio
import json
import signal
import sqlite3
import tempfile
import time
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.processes.test_serving import CLIP, get, make_room, post
from tests.servers.test_workers import Page, pages
from tests.support import measured, servers
from tests.support.line import line_to
from tests.support.patience import eventually
from tests.support.process import Server, running_server
from tests.support.programs import postgres_bin
from tests.support.site import PATIENT, Site, also
from xiaowo.own_postgres import OwnPostgres

pytestmark = pytest.mark.servers
PATIENCE_S = 120
# Here things die, and are known to be gone at once.
ENVIRONMENT = PATIENT
WRONG_CLOCK = Path(__file__).parent.parent / "support" / "wrong_clock"


def position(playback: dict[str, Any], when_ms: float) -> float:
    """Return where a playing room is at a cloud time, s."""
    since = max(playback["server_time"], playback["effective_at"])
    return playback["current_time"] + playback["playback_rate"] * max(0, when_ms - since) / 1000


def recorded_version(server: Server, room: str) -> int:
    with sqlite3.connect(server.data / "xiaowo.sqlite3", timeout=10) as record:
        question = "SELECT version FROM playback_states WHERE room_id = ?"
        return int(record.execute(question, [room]).fetchone()[0])


async def test_worker_and_redis_die_at_once_and_the_state_lives_on(site: Site):
    redis, one, other = site
    room, host = make_room(one)
    guest = post(other, "/sessions")["token"]

    async with pages((one, room, host), (other, room, guest)) as (here, there):
        await here.send("seek", current_time=33)
        before = (await there.hear("seek", current_time=33))["version"]
        redis.kill()
        one.stop(signal.SIGKILL)
        await here.closed()
        # The one that is left goes on alone.
        await there.send("seek", current_time=34)
        assert (await there.hear("seek", current_time=34))["version"] > before
        redis.start()
        async with pages((other, room, host)) as (again,):
            await again.send("playback", action="play")
            data = await there.hear("playback", action="play")

    assert data["current_time"] == 34


async def test_members_on_one_worker_stay_together_and_all_are_when_it_is_back(site: Site):
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


async def test_everything_dies_and_the_room_is_where_it_should_be(site: Site):
    redis, one, other = site
    room, host = make_room(one)

    async with pages((one, room, host)) as (here,):
        await here.send("seek", current_time=42)
        await here.hear("seek")
        await here.send("playback", action="play")
        played = await here.hear("playback", action="play")
        await eventually(lambda: recorded_version(one, room) == played["version"])
        for server in (one, other):
            server.stop(signal.SIGKILL)
        redis.kill()

    redis.start()
    one.start()
    headers = {"Authorization": f"Bearer {host}"}
    with get(one, f"/api/v1/rooms/{room}/playback", **headers) as answer:
        playback = json.load(answer)["data"]
    assert playback["playback_state"] == "playing"
    assert playback["version"] >= played["version"]
    expected = position(played, playback["server_time"])
    assert playback["current_time"] == pytest.approx(expected, abs=0.1)


async def test_postgresql_goes_and_comes_back(monkeypatch: pytest.MonkeyPatch):
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        # PostgreSQL runs as somebody else when we are root.
        folder.chmod(0o755)
        monkeypatch.setenv("PATH", str(postgres_bin()), prepend=":")
        postgres = OwnPostgres(folder / "pg")
        postgres.start()
        stack.callback(postgres.stop)
        redis = stack.enter_context(servers.redis())
        settings = {"DATABASE_URL": postgres.address, "REDIS_URL": redis}
        server = stack.enter_context(running_server(**settings))
        room, host = make_room(server)

        async with pages((server, room, host)) as (page,):
            postgres.kill()
            await page.send("seek", current_time=12)
            sought = await page.hear("seek")
            await page.send("chat", text="anybody?")
            assert (await page.hear("error"))["code"] == 1002
            postgres.start()

            await eventually(lambda: sought["version"] in _versions(postgres, room))
            await eventually(lambda: asyncio.to_thread(_has_database, server))
            await page.send("chat", text="again")
            await page.hear("chat", text="again")

        assert _texts(postgres, room) == ["again"]


def _versions(postgres: OwnPostgres, room: str) -> set[int]:
    return {version for version, _payload in _lines(postgres, room)}


def _texts(postgres: OwnPostgres, room: str) -> list[str]:
    return [payload["text"] for _version, payload in _lines(postgres, room) if "text" in payload]


def _lines(postgres: OwnPostgres, room: str) -> list[Any]:
    with psycopg.connect(postgres.address) as record:
        question = "SELECT version, payload FROM sync_messages WHERE room_id = %s"
        return record.execute(question, [room]).fetchall()


def _has_database(server: Server) -> bool:
    try:
        with get(server, "/api/v1/health") as answer:
            return bool(json.load(answer)["data"]["checks"]["database"]["status"] == "pass")
    except OSError:
        return False


async def test_a_worker_whose_clock_is_wrong_tells_the_same_time():
    wrong = {"PYTHONPATH": str(WRONG_CLOCK), "WRONG_BY_S": "3600"}
    with (
        servers.redis() as redis,
        running_server(REDIS_URL=redis, **PATIENT) as one,
        also(one, **wrong) as off,
    ):
        room, host = make_room(one)
        guest = post(off, "/sessions")["token"]

        async with pages((one, room, host), (off, room, guest)) as (here, there):
            (right_ms, give_ms), (other_ms, take_ms) = await offset(here), await offset(there)
            measured.note("two workers' clocks apart", f"{abs(right_ms - other_ms):.1f} ms")
            assert abs(right_ms - other_ms) < give_ms + take_ms + 50
            assert abs(right_ms) < 60_000

            for number, (sender, reader) in enumerate([(there, here), (here, there)] * 2, 1):
                await sender.send("seek", current_time=number)
                assert (await reader.hear("seek", current_time=number))["version"] == number


async def offset(page: Page) -> tuple[float, float]:
    """Return how far the cloud clock is ahead of ours, and how far that may be wrong, ms."""
    best = (0.0, float("inf"))
    for _ in range(8):
        sent = time.time() * 1000
        await page.send("ping", t0=sent)
        pong = await page.hear("pong")
        got = time.time() * 1000
        best = min(best, ((pong["t1"] - (sent + got) / 2), (got - sent) / 2), key=lambda it: it[1])
    return best


async def test_ten_seconds_without_a_network_to_redis():
    with (
        servers.own_redis() as redis,
        line_to(redis.address.removeprefix("unix://")) as line,
        running_server(REDIS_URL=redis.address) as one,
        also(one, REDIS_URL=f"redis://127.0.0.1:{line.port}/0") as far,
    ):
        room, host = make_room(one)
        friend, guest = (post(far, "/sessions")["token"] for _ in range(2))

        seats = (one, room, host), (far, room, friend), (far, room, guest)
        async with pages(*seats) as (here, beside, there):
            await here.send("seek", current_time=10)
            for page in (beside, there):
                await page.learn("seek", current_time=10)
            line.hold_up()
            began = time.monotonic()
            await there.send("seek", current_time=20)
            await beside.hear("seek", current_time=20)
            await asyncio.sleep(max(0.0, began + 10 - time.monotonic()))
            await here.send("seek", current_time=30)
            await here.hear("seek", current_time=30)
            line.let_go()

            # The later of the two wins, for everybody, and commands go through again.
            for page in (beside, there):
                await page.see(current_time=30)
            await there.send("seek", current_time=40)
            versions = {
                (await page.learn("seek", current_time=40))["version"]
                for page in (here, beside, there)
            }
            assert len(versions) == 1


async def test_all_workers_are_restarted_in_turn_and_nobody_is_out_of_sync(site: Site):
    _redis, one, other = site
    host = post(one, "/sessions")["token"]
    # However long a busy machine takes to bring people back, nothing is paused for them.
    facts = {"name": "x", "media_url": CLIP, "settings": {"away_policy": "notice_only"}}
    room = post(one, "/rooms", facts, host)["id"]
    guest = post(other, "/sessions")["token"]

    said_before = len(one.log)

    async with AsyncExitStack() as stack:

        async def come(server: Server, token: str) -> Page:
            [page] = await stack.enter_async_context(pages((server, room, token)))
            return page

        at_one, at_other = {host: await come(one, host)}, {guest: await come(other, guest)}
        await at_one[host].send("playback", action="play")
        line = await at_other[guest].hear("playback", action="play")
        for old, sent_away, new, there in [
            (one, at_one, other, at_other),
            (other, at_other, one, at_one),
        ]:
            ending = asyncio.ensure_future(asyncio.to_thread(old.stop))
            for token, page in list(sent_away.items()):
                assert await page.closed() == 1012
                del sent_away[token]
                there[token] = await come(new, token)
            assert await ending == 0
            for page in there.values():
                await page.send("sync")
                shown = await page.hear("sync")
                assert shown["version"] == line["version"]
                expected = position(line, shown["server_time"])
                assert shown["current_time"] == pytest.approx(expected, abs=0.01)
            await asyncio.to_thread(old.start)

    assert recorded_version(one, room) >= line["version"]
    assert "Traceback" not in one.log[said_before:]
