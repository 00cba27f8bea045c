#!/usr/bin/env python3
"""From a command to the other sockets: latency in one process, beside a bare broadcaster.

    .venv/bin/python -m bench.delivery [--members 7] [--rate 10] [--seconds 20] [--runs 3]

Starts its own server on core 0 (a real ``manage.py serve`` with a fresh SQLite) and sends from
core 1. One member seeks ``rate`` times a second; every other member's receipt is timed. The
yardstick is the same traffic through a broadcaster of 20 lines on the ``websockets`` library,
which checks nothing and stores nothing. Prints p50, p95, p99 and the maximum in ms, per run and
the median of the runs. Bounded: runs × seconds × 2, and a few seconds for each start.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect

ROOT = Path(__file__).resolve().parent.parent
BROADCASTER = """
import asyncio, sys
from websockets.asyncio.server import broadcast, serve
members = set()
async def handle(ws):
    members.add(ws)
    try:
        async for text in ws:
            broadcast(members, text)
    finally:
        members.discard(ws)
async def main():
    async with serve(handle, "127.0.0.1", int(sys.argv[1])):
        await asyncio.get_running_loop().create_future()
asyncio.run(main())
"""


def percentile(values: list[float], share: float) -> float:
    """Return the value below which this share of the sorted values lies."""
    return values[min(len(values) - 1, int(share * len(values)))]


def show(name: str, delays: list[float]) -> list[float]:
    """Print one row; returns its figures."""
    delays.sort()
    figures = [percentile(delays, share) for share in (0.5, 0.95, 0.99)] + [delays[-1]]
    print(f"{name:<22}" + "".join(f"{figure:>9.2f}" for figure in figures) + f"{len(delays):>9}")
    return figures


@asynccontextmanager
async def process(*command: str, env: dict[str, str], port: int) -> AsyncIterator[None]:
    """Run a server pinned to core 0 until it answers, and end it afterwards."""
    child = subprocess.Popen(
        ["taskset", "-c", "0", *command], cwd=ROOT, env=env, stdout=subprocess.DEVNULL
    )
    try:
        for _ in range(200):
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                break
            await asyncio.sleep(0.1)
        else:
            raise SystemExit("the server did not come up")
        yield
    finally:
        child.terminate()
        child.wait(15)


def call(base: str, path: str, body: dict, token: str = "") -> dict:
    """POST JSON; returns ``data``."""
    request = urllib.request.Request(
        f"{base}/api/v1{path}",
        json.dumps(body).encode(),
        {
            "Content-Type": "application/json",
            **({"Authorization": f"Bearer {token}"} if token else {}),
        },
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)["data"]


async def measure(sockets: list[ClientConnection], rate: float, seconds: float) -> list[float]:
    """Seek through the first socket; return the delays (ms) at all others."""
    sent: dict[str, float] = {}
    delays: list[float] = []

    async def listen(socket: ClientConnection) -> None:
        async for text in socket:
            now = time.perf_counter()
            frame = json.loads(text)
            if frame.get("type") == "seek" and frame["id"] in sent:
                delays.append((now - sent[frame["id"]]) * 1000)

    async def drain(socket: ClientConnection) -> None:
        async for _ in socket:
            pass

    listeners = [asyncio.ensure_future(listen(socket)) for socket in sockets[1:]]
    listeners.append(asyncio.ensure_future(drain(sockets[0])))
    start = time.perf_counter()
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, start + number / rate - time.perf_counter()))
        frame_id = f"b{number}"
        sent[frame_id] = time.perf_counter()
        await sockets[0].send(
            json.dumps({"id": frame_id, "type": "seek", "data": {"current_time": 1 + number % 80}})
        )
    await asyncio.sleep(0.5)
    for task in listeners:
        task.cancel()
    return delays


async def run_xiaowo(port: int, members: int, rate: float, seconds: float) -> list[float]:
    """Measure the real server."""
    base = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        env = {
            **os.environ,
            "DATA_DIR": folder,
            "PORT": str(port),
            "LOG_LEVEL": "WARNING",
            "MAX_CONNECTIONS_PER_IP": "1000",
        }
        async with process(sys.executable, "manage.py", "serve", env=env, port=port):
            people = [call(base, "/sessions", {}) for _ in range(members)]
            film = {"name": "bench", "media_url": "/static/demo/xiaowo-demo.mp4", "max_users": 100}
            room = call(base, "/rooms", film, people[0]["token"])["id"]
            sockets = []
            for person in people:
                address = f"ws://127.0.0.1:{port}/ws/v1/room/{room}?token={person['token']}"
                socket = await connect(address, max_queue=None)
                # The first frame says that this member is in the room.
                await socket.recv()
                sockets.append(socket)
            delays = await measure(sockets, rate, seconds)
            for socket in sockets:
                await socket.close()
    return delays


async def run_yardstick(port: int, members: int, rate: float, seconds: float) -> list[float]:
    """Measure the bare broadcaster."""
    command = (sys.executable, "-c", BROADCASTER, str(port))
    async with process(*command, env=dict(os.environ), port=port):
        sockets = [await connect(f"ws://127.0.0.1:{port}", max_queue=None) for _ in range(members)]
        delays = await measure(sockets, rate, seconds)
        for socket in sockets:
            await socket.close()
    return delays


async def main() -> None:
    """Read the arguments, run everything in turn, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--members", type=int, default=7)
    parser.add_argument("--rate", type=float, default=10.0)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--port", type=int, default=8497)
    args = parser.parse_args()
    os.sched_setaffinity(0, {os.cpu_count() - 1 if os.cpu_count() else 0})
    print(f"{args.members} members, {args.rate:g} commands/s, {args.seconds:g} s; ms")
    print(f"{'':<22}{'p50':>9}{'p95':>9}{'p99':>9}{'max':>9}{'n':>9}")
    rows: dict[str, list[list[float]]] = {"xiaowo": [], "bare broadcaster": []}
    for run in range(args.runs):
        for name, function in (("xiaowo", run_xiaowo), ("bare broadcaster", run_yardstick)):
            delays = await function(args.port + run, args.members, args.rate, args.seconds)
            rows[name].append(show(f"{name} #{run + 1}", delays))
    for name, figures in rows.items():
        medians = [statistics.median(column) for column in zip(*figures, strict=True)]
        print(f"{name + ' median':<22}" + "".join(f"{figure:>9.2f}" for figure in medians))


if __name__ == "__main__":
    asyncio.run(main())
