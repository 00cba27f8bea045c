"""Several workers, a Redis and a PostgreSQL, all of which may be killed."""

import os
import signal
import tempfile
import time
import urllib.error
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from redis import Redis

from bench.crash.history import Span
from bench.crash.plan import Fault
from bench.crash.web import call
from tests.support.process import Server, free_port
from tests.support.programs import postgres_bin
from tests.support.servers import OwnRedis
from xiaowo.own_postgres import OwnPostgres

# So long a worker may go on alone after Redis is back, and without it a client may be shown what
# only that one knew.
TOGETHER_AFTER_MS = 8_000
PATIENCE_S = 60
# Lines that are answered and not yet in the record (`playback.stores.ledger`).
LEDGER = "xiaowo:record"


class Site:
    """All processes; see ``running_site``."""

    def __init__(self, folder: Path, workers: int) -> None:
        # As operators are told to run it: else a worker and Redis take the last moment along.
        self.redis = OwnRedis(str(folder), keeps=True)
        self.postgres = OwnPostgres(folder / "pg")
        environment = {
            "REDIS_URL": self.redis.address,
            "DATABASE_URL": self.postgres.address,
            "RATE_LIMIT_ENABLED": "false",
        }
        self.workers = [Server(free_port(), folder, environment) for _ in range(workers)]
        self.apart: list[Span] = []

    def start(self) -> None:
        """Start everything; the first worker makes the tables."""
        self.redis.start()
        self.postgres.start()
        self.workers[0].start()
        self._side_by_side([worker.start for worker in self.workers[1:]])

    def stop(self) -> list[int | None]:
        """End everything; returns the workers' exit statuses, None for one that did not end."""
        statuses = self._side_by_side([_ender(worker) for worker in self.workers])
        self.postgres.stop()
        self.redis.kill()
        return statuses

    def suffer(self, fault: Fault) -> None:
        """Let one failure happen, and mend it."""
        worker = self.workers[fault.worker]
        began = _now_ms()
        self._acts(worker)[fault.kind](fault.away_s)
        if "redis" in fault.kind:
            self.apart.append(Span(began, _now_ms() + TOGETHER_AFTER_MS))
        self.wait_until_well()

    def _acts(self, worker: Server) -> dict[str, Callable[[float], None]]:
        return {
            "worker killed": lambda away_s: self._kill([worker], away_s),
            "worker restarted": lambda _: self._restart(worker),
            "worker paused": lambda away_s: _pause(_tree(worker), away_s),
            "redis killed": lambda away_s: self._kill([], away_s, with_redis=True),
            "redis paused": self._pause_redis,
            "redis flushed": lambda _: self._flush(),
            "postgres killed": self._kill_postgres,
            "postgres paused": lambda away_s: _pause(self._backends(), away_s),
            "worker and redis killed": lambda s: self._kill([worker], s, with_redis=True),
            "all workers and redis killed": lambda s: self._kill(self.workers, s, with_redis=True),
        }

    def _kill(self, workers: list[Server], away_s: float, *, with_redis: bool = False) -> None:
        is_lost = with_redis and not workers
        if is_lost:
            self._wait_until_picked_up()
        if with_redis:
            self.redis.kill()
        for worker in workers:
            worker.stop(signal.SIGKILL)
        time.sleep(away_s)
        if is_lost:
            # Who lives on knows all of it. With a worker dead, too, the file is what is left.
            self.redis.forget()
        if with_redis:
            self.redis.start()
        self._side_by_side([worker.start for worker in workers])

    def _restart(self, worker: Server) -> None:
        worker.stop()
        worker.start()

    def _pause_redis(self, away_s: float) -> None:
        self.redis.signal(signal.SIGSTOP)
        time.sleep(away_s)
        self.redis.signal(signal.SIGCONT)

    def _flush(self) -> None:
        self._wait_until_picked_up()
        Redis.from_url(self.redis.address).flushall()

    def _wait_until_picked_up(self) -> None:
        """Wait until no line is left of a worker that was killed before: only Redis has them."""
        redis = Redis.from_url(self.redis.address)
        left = set(redis.hkeys(LEDGER))
        deadline = time.monotonic() + PATIENCE_S
        while left & set(redis.hkeys(LEDGER)):
            if time.monotonic() > deadline:
                raise RuntimeError("lines of a dead worker are not picked up")
            time.sleep(0.1)

    def _kill_postgres(self, away_s: float) -> None:
        self.postgres.kill()
        time.sleep(away_s)
        self.postgres.start()

    def _backends(self) -> list[int]:
        with psycopg.connect(self.postgres.address) as record:
            return [
                pid
                for (pid,) in record.execute(
                    "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                )
            ]

    def wait_until_well(self) -> None:
        """Wait until every worker finds that all is well."""
        deadline = time.monotonic() + PATIENCE_S
        for worker in self.workers:
            while not _is_well(worker):
                if time.monotonic() > deadline:
                    raise RuntimeError(f"a worker does not recover:\n{worker.log[-4000:]}")
                time.sleep(0.1)

    @staticmethod
    def _side_by_side(acts: list[Callable[[], Any]]) -> list[Any]:
        with ThreadPoolExecutor(max(1, len(acts))) as pool:
            return list(pool.map(lambda act: act(), acts))


def _ender(worker: Server) -> Callable[[], int | None]:
    return lambda: worker.stop() if worker.child and worker.child.poll() is None else None


def _tree(worker: Server) -> list[int]:
    return [worker.child.pid] if worker.child else []


def _pause(pids: list[int], away_s: float) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
    time.sleep(away_s)
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


def _is_well(worker: Server) -> bool:
    try:
        checks = call(worker, "GET", "/health")["checks"]
    except (OSError, urllib.error.URLError, KeyError):
        return False
    return all(checks[name]["status"] == "pass" for name in ("database", "redis"))


def _now_ms() -> float:
    return time.time() * 1000


@contextmanager
def running_site(workers: int) -> Iterator[Site]:
    """Run a site in a folder of its own until the block ends."""
    with tempfile.TemporaryDirectory() as name:
        # PostgreSQL runs as somebody else when we are root.
        Path(name).chmod(0o755)
        os.environ["PATH"] = f"{postgres_bin()}:{os.environ['PATH']}"
        site = Site(Path(name), workers)
        try:
            site.start()
            yield site
        finally:
            site.stop()
