"""Servers to measure, on core 0; the generator and databases have the other cores.

The naive consumer has its Redis beside it on core 0, as in the measurement it stands for.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.load.generator import Client
from tests.support.process import ROOT, free_port, running_server
from tests.support.servers import postgres, redis

ALL = os.sched_getaffinity(0)
SERVER = {min(ALL)}
GENERATOR = ALL - SERVER or ALL
UP_S = 30
# Thousands come from one address here, and rooms are larger than people make them.
ROOMY = {
    "MAX_CONNECTIONS": "50000",
    "MAX_CONNECTIONS_PER_IP": "50000",
    "ROOM_MAX_USERS_LIMIT": "1000",
    "RATE_LIMIT_ENABLED": "false",
    "LOG_LEVEL": "WARNING",
    "SECRET_KEY": "bench " * 10,
}
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Target:
    """Running workers: their ports and processes, and how to write people into them."""

    ports: list[int]
    pids: list[int]
    environment: dict[str, str]

    def fill(self, rooms: int, members: int) -> list[dict[str, Any]]:
        """Make rooms and their people; returns codes and tokens."""
        command = [sys.executable, "-m", "bench.load.people", str(rooms), str(members)]
        made = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **self.environment},
            capture_output=True,
            check=True,
        )
        return json.loads(made.stdout)

    def cpu_s(self) -> float:
        """Return the CPU time that the workers have used, s."""
        return sum(_cpu_s(pid) for pid in self.pids)

    def record_delays(self) -> tuple[float, float]:
        """Return how long rooms waited for their record, in all, s, and how many they were."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[0]}/metrics") as answer:
            lines = dict(line.rsplit(b" ", 1) for line in answer if line[0:1] != b"#")
        names = (b"xiaowo_record_delay_seconds_sum", b"xiaowo_record_delay_seconds_count")
        sum_s, count = (float(lines[name]) for name in names)
        return sum_s, count

    def rss_bytes(self) -> int:
        """Return their resident memory."""
        return sum(
            int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE for pid in self.pids
        )


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def enter(port: int, room: str, token: str) -> Client:
    """Connect one member and wait until it is inside."""
    client = Client(port, f"/ws/v1/room/{room}?token={token}")
    client.wait_for(b'"type":"room_info"')
    return client


@contextmanager
def xiaowo(
    workers: int = 1, with_redis: bool = False, with_postgres: bool = False
) -> Iterator[Target]:
    """Run the product: alone as `make run` does, or workers that share Redis and a database."""
    with ExitStack() as stack:
        shared = dict(ROOMY)
        with _pinned(GENERATOR):
            if with_redis:
                shared["REDIS_URL"] = stack.enter_context(redis())
            if with_postgres:
                shared["DATABASE_URL"] = stack.enter_context(postgres())
        with _pinned(SERVER):
            servers = [stack.enter_context(running_server(**shared)) for _ in range(workers)]
        stack.enter_context(_pinned(GENERATOR))
        own = {"DATA_DIR": str(servers[0].data), "ENV_FILE": str(servers[0].data / "no.env")}
        pids = [server.child.pid for server in servers if server.child is not None]
        yield Target([server.port for server in servers], pids, {**shared, **own})


@contextmanager
def naive(layer: str = "core") -> Iterator[Target]:
    """Run the yardstick; people need not exist for it."""
    with ExitStack() as stack:
        with _pinned(SERVER):
            address = stack.enter_context(redis())
            port = free_port()
            child = stack.enter_context(_daphne(port, address, layer))
        stack.enter_context(_pinned(GENERATOR))
        yield Anybody([port], [child.pid], {})


@contextmanager
def _daphne(port: int, redis_address: str, layer: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "-v", "0"]
    child = subprocess.Popen(
        [*command, "bench.load.naive:application"],
        cwd=ROOT,
        env={**os.environ, "REDIS": redis_address, "LAYER": layer},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        yield child
    finally:
        child.terminate()
        child.wait(15)


class Anybody(Target):
    """A server that lets anybody into any room."""

    def fill(self, rooms: int, members: int) -> list[dict[str, Any]]:
        """Return names that nobody has to make."""
        return [{"room": f"R{n:05}", "tokens": ["x"] * members} for n in range(rooms)]


@contextmanager
def _pinned(cores: set[int]) -> Iterator[None]:
    """Run on these cores; what is started meanwhile stays on them."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + UP_S
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server did not come up")
