"""Several workers, one truth: real processes, a real Redis, one record."""

import asyncio
import json
import os
import signal
import urllib.error
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from tests.processes.test_serving import enter, get, make_room, post
from tests.support import servers
from tests.support.patience import eventually
from tests.support.process import Server, free_port, running_server
from tests.support.programs import redis_bin
from tests.support.site import PATIENT, Site, also

pytestmark = pytest.mark.servers
PATIENCE_S = 120
ENVIRONMENT = PATIENT


class Page:
    """A socket with what it has heard."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def send(self, kind: str, **data: Any) -> None:
        await self.socket.send(json.dumps({"id": "q", "type": kind, "data": data}))

    async def hear(self, kind: str, **facts: Any) -> dict[str, Any]:
        """Wait for a frame of this kind with these facts in its data."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                frame = json.loads(await self.socket.recv())
                data = frame["data"]
                if frame["type"] == kind and all(data.get(k) == v for k, v in facts.items()):
                    return data

    async def learn(self, kind: str, **facts: Any) -> dict[str, Any]:
        """Wait for a frame of this kind, or for the whole picture that replaces a lost one.

        Where workers have no more than the usual patience with Redis, a machine that stands still
        may bring either.
        """
        async with asyncio.timeout(PATIENCE_S):
            while True:
                frame = json.loads(await self.socket.recv())
                shown = frame["data"].get("playback", frame["data"])
                is_it = frame["type"] in (kind, "room_info")
                if is_it and all(shown.get(k) == v for k, v in facts.items()):
                    return shown

    async def see(self, **facts: Any) -> dict[str, Any]:
        """Wait for a whole picture that shows these facts on the screen."""
        while True:
            shown = (await self.hear("room_info"))["playback"]
            if all(shown[name] == value for name, value in facts.items()):
                return shown

    async def closed(self) -> int:
        """Wait for the end; returns its code."""
        async with asyncio.timeout(PATIENCE_S):
            with suppress(ConnectionClosed):
                async for _ in self.socket:
                    pass
            await self.socket.wait_closed()
        return self.socket.close_code or 0


@asynccontextmanager
async def pages(*seats: tuple[Server, str, str]) -> AsyncIterator[list[Page]]:
    """Open a page for each (server, room, token), and wait until it is inside."""
    async with AsyncExitStack() as stack:
        found = []
        for server, room, token in seats:
            page = Page(await stack.enter_async_context(enter(server, room, token)))
            await page.hear("room_info")
            found.append(page)
        yield found


async def test_a_command_reaches_members_on_both(workers: tuple[Server, Server]):
    one, other = workers
    room, host = make_room(one)
    guest = post(other, "/sessions")["token"]

    async with pages((one, room, host), (other, room, guest)) as (here, there):
        await there.send("seek", current_time=12.5)
        assert (await here.hear("seek"))["current_time"] == 12.5
        assert (await there.hear("seek"))["version"] == 1
        await here.send("playback", action="play")
        assert (await there.hear("playback", action="play"))["version"] == 2
        await here.hear("playback", action="play")
        await there.send("chat", text="hi")
        assert (await here.hear("chat"))["text"] == "hi"


async def test_a_line_sent_to_both_at_once_is_one_line(workers: tuple[Server, Server]):
    room, host = make_room(workers[0])
    guest = post(workers[1], "/sessions")["token"]

    async with pages((workers[0], room, host), (workers[1], room, guest)) as (here, there):
        path = f"/rooms/{room}/messages"
        lines = [{"text": f"line {n}", "client_id": f"c{n}"} for n in range(5)]
        twice = [(worker, line) for line in lines for worker in workers]
        answers = await asyncio.gather(
            *(asyncio.to_thread(post, worker, path, line, guest) for worker, line in twice)
        )

        ids = [answer["message_id"] for answer in answers]
        assert ids[::2] == ids[1::2]
        assert len(set(ids)) == 5
        for page in (here, there):
            heard = [(await page.hear("chat"))["message_id"] for _ in lines]
            assert sorted(heard) == sorted(set(ids))
        # Nothing was told twice: what follows is the next line.
        await here.send("chat", text="the end")
        for page in (here, there):
            assert (await page.hear("chat"))["text"] == "the end"


async def test_both_see_who_is_here_and_ready(workers: tuple[Server, Server]):
    one, other = workers
    room, host = make_room(one)
    guest = post(other, "/sessions")["token"]

    async with pages((one, room, host), (other, room, guest)) as (here, there):
        await there.send("ready", is_ready=True)
        await here.send("ready", is_ready=True)
        for page in (here, there):
            await page.hear("room_ready_status", total_members=2, ready_members=2)
        late = post(one, "/sessions")["token"]
        async with enter(one, room, late) as socket:
            members = json.loads(await socket.recv())["data"]["members"]
            assert [member["online"] for member in members] == [True, True, True]


async def test_a_second_page_on_another_worker_takes_over(workers: tuple[Server, Server]):
    one, other = workers
    room, host = make_room(one)

    async with pages((one, room, host)) as (here,), pages((other, room, host)):
        assert await here.closed() == 4409


async def test_versions_count_every_command_of_both(workers: tuple[Server, Server]):
    one, other = workers
    room, host = make_room(one)
    guest = post(other, "/sessions")["token"]

    async with pages((one, room, host), (other, room, guest)) as (here, there):

        async def seek(page: Page, start: int) -> None:
            for number in range(15):
                await page.send("seek", current_time=start + number)
                await asyncio.sleep(0.05)

        await asyncio.gather(seek(here, 100), seek(there, 200))
        seen = []
        for page in (here, there):
            data: dict[str, Any] = {"version": 0}
            versions = []
            while data["version"] < 30:
                data = await page.hear("seek")
                versions.append((data["version"], data["current_time"]))
            seen.append(versions)

    assert sorted(seen[0]) == sorted(seen[1])
    assert [version for version, _ in sorted(seen[0])] == list(range(1, 31))


async def test_no_more_sit_down_than_there_are_seats(workers: tuple[Server, Server]):
    one = workers[0]
    token = post(one, "/sessions")["token"]
    facts = {"name": "small", "media_url": "https://example.org/x.mp4", "max_users": 3}
    room = post(one, "/rooms", facts, token)["id"]
    people = [post(one, "/sessions")["token"] for _ in range(8)]

    async def join(number: int) -> int:
        try:
            await asyncio.to_thread(
                post, workers[number % 2], f"/rooms/{room}/join", {}, people[number]
            )
        except urllib.error.HTTPError as error:
            return error.code
        return 200

    answers = await asyncio.gather(*(join(number) for number in range(8)))

    assert sorted(answers) == [200] * 2 + [409] * 6


async def test_a_worker_dies_and_the_room_goes_on(workers: tuple[Server, Server]):
    one, other = workers
    room, host = make_room(one)
    guest = post(other, "/sessions")["token"]

    async with pages((one, room, host), (other, room, guest)) as (here, there):
        await here.send("seek", current_time=33)
        await there.hear("seek")
        assert one.child is not None
        one.stop(signal.SIGKILL)
        await there.send("playback", action="play")
        assert (await there.hear("playback", action="play"))["version"] == 2
        async with pages((other, room, host)) as (again,):
            await there.send("playback", action="pause")
            assert (await again.hear("playback", action="pause"))["version"] == 3


async def test_a_worker_ends_and_its_pages_are_told(workers: tuple[Server, Server]):
    one, other = workers
    room, host = make_room(one)
    guest = post(other, "/sessions")["token"]

    async with pages((one, room, host), (other, room, guest)) as (here, there):
        await there.send("seek", current_time=5)
        for page in (here, there):
            await page.hear("seek")
        one.stop()
        assert await here.closed() == 1012
        async with pages((other, room, host)) as (again,):
            await again.send("seek", current_time=6)
            assert (await there.hear("seek"))["version"] == 2


async def test_redis_forgets_everything_and_nobody_notices(site: Site):
    redis, one, other = site
    room, host = make_room(one)
    guest = post(other, "/sessions")["token"]

    async with pages((one, room, host), (other, room, guest)) as (here, there):
        await here.send("seek", current_time=40)
        before = (await there.hear("seek"))["version"]
        Redis.from_url(redis.address).flushall()
        await there.send("playback", action="play")
        data = await here.hear("playback", action="play")
        assert data["version"] > before
        assert data["current_time"] == 40
        assert post(one, f"/rooms/{room}/pause", {}, host)["playback_state"] == "paused"
        await there.hear("playback", action="pause")


async def test_a_worker_starts_beside_damaged_seats(site: Site):
    redis, one, other = site
    room, host = make_room(one)
    guest = post(other, "/sessions")["token"]
    written = Redis.from_url(redis.address)

    async with pages((one, room, host)) as (here,):
        other.stop()
        written.hset(f"xiaowo:{{{room}}}:seats", mapping={"rubbish": "{", "x.ready": b"\xff"})
        written.set("xiaowo:{other}:seats", "what?")
        other.start()
        async with pages((other, room, guest)) as (there,):
            await there.send("seek", current_time=12)
            assert (await here.hear("seek"))["current_time"] == 12


async def test_messages_may_be_spread_over_several_redis():
    with (
        servers.redis() as shared,
        servers.own_redis() as first,
        servers.own_redis() as second,
        running_server(
            REDIS_URL=shared, REDIS_LAYER_URLS=f"{first.address},{second.address}", **PATIENT
        ) as one,
        also(one) as other,
    ):
        guest = post(other, "/sessions")["token"]
        # Which host a room falls to is a matter of its code; soon both have some.
        for _ in range(30):
            room, host = make_room(one)
            async with pages((one, room, host), (other, room, guest)) as (here, there):
                await there.send("seek", current_time=12)
                assert (await here.hear("seek"))["current_time"] == 12
            used = [
                Redis.from_url(redis.address).pubsub_channels("*group*")
                for redis in (first, second)
            ]
            if all(used):
                break
        assert all(used)


class TestBehindOnePort:
    """`manage.py serve --workers`: with a Redis of its own where there is no other."""

    @pytest.fixture
    def server(self) -> Iterator[Server]:
        path = f"{redis_bin()}:{os.environ['PATH']}"
        with running_server(WORKERS="3", PATH=path, **PATIENT) as server:
            yield server

    async def test_members_meet_whichever_worker_they_come_to(self, server: Server):
        room, host = make_room(server)
        people = [post(server, "/sessions")["token"] for _ in range(5)]

        async with pages(*((server, room, token) for token in (host, *people))) as found:
            await found[0].send("seek", current_time=7)
            for page in found:
                await page.hear("seek", version=1)

    async def test_a_worker_that_dies_is_replaced(self, server: Server):
        assert server.child is not None
        children = worker_pids(server.child.pid)
        assert len(children) == 3

        os.kill(children[0], signal.SIGKILL)

        parent = server.child.pid
        await eventually(lambda: len(set(worker_pids(parent)) - {children[0]}) == 3)
        assert get(server, "/livez").status == 200

    def test_all_end_with_the_first(self, server: Server):
        assert server.child is not None
        children = worker_pids(server.child.pid)

        assert server.stop() == 0

        assert not any(Path(f"/proc/{pid}").exists() for pid in children)

    def test_without_any_redis_it_says_what_to_do(self, tmp_path: Path):
        server = Server(free_port(), tmp_path, {"WORKERS": "2", "PATH": str(tmp_path)})

        with pytest.raises(RuntimeError, match="install redis-server"):
            server.start_alone()


def worker_pids(parent: int) -> list[int]:
    """Return the workers of a server."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text().rsplit(")", 1)[1].split()
            command = path.with_name("cmdline").read_bytes()
            if int(fields[1]) == parent and b"--fd" in command and fields[0] != "Z":
                found.append(int(path.parent.name))
    return sorted(found)
