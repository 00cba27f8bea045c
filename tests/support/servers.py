"""Real databases for the tests: PostgreSQL and Redis from wheels, or those that are named."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from tests.support.patience import until
from tests.support.programs import postgres_bin, redis_bin
from xiaowo.own_postgres import own_postgres


@contextmanager
def postgres() -> Iterator[str]:
    """Give the address of a PostgreSQL: ``TEST_DATABASE_URL``, else one of the wheel, just made."""
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        yield named
        return
    with tempfile.TemporaryDirectory() as folder, _programs_of_the_wheel():
        # PostgreSQL runs as somebody else when we are root.
        Path(folder).chmod(0o755)
        # It listens on a socket file in its own folder, so two runs never meet.
        with own_postgres(Path(folder) / "pg") as server:
            _care_less(server.address)
            yield server.address


@contextmanager
def _programs_of_the_wheel() -> Iterator[None]:
    before = os.environ["PATH"]
    os.environ["PATH"] = f"{postgres_bin()}:{before}"
    try:
        yield
    finally:
        os.environ["PATH"] = before


def _care_less(address: str) -> None:
    """No power cut happens to this one, so it need not wait for the disk."""
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


class OwnRedis:
    """A Redis of the wheel that a test can end and start again.

    It keeps nothing, or all that it has answered: its file is written before the answer.
    """

    def __init__(self, folder: str, *, keeps: bool = False) -> None:
        self._path = Path(folder) / "own.sock"
        self._keeping = ["--appendonly", "yes", "--appendfsync", "no"] if keeps else []
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it listens, also while it does not."""
        return f"unix://{self._path}"

    def start(self) -> None:
        """Start, and wait until it listens."""
        self._child = subprocess.Popen(
            [str(redis_bin() / "redis-server"), "--port", "0", "--unixsocket", str(self._path),
             "--save", "", "--dir", str(self._path.parent), *self._keeping],
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        until(self._answers, what="Redis does not answer")

    def _answers(self) -> bool:
        from redis import Redis
        from redis.exceptions import RedisError

        with Redis(unix_socket_path=str(self._path)) as client, suppress(RedisError):
            return bool(client.ping())
        return False

    def forget(self) -> None:
        """While it is dead, lose what it has kept."""
        shutil.rmtree(self._path.parent / "appendonlydir", ignore_errors=True)
        (self._path.parent / "appendonly.aof").unlink(missing_ok=True)

    def signal(self, number: signal.Signals) -> None:
        """Stop it for a while (SIGSTOP, SIGCONT)."""
        assert self._child is not None
        self._child.send_signal(number)

    def kill(self) -> None:
        """End it at once."""
        if self._child is not None:
            self._child.kill()
            self._child.wait(10)
            self._path.unlink(missing_ok=True)


@contextmanager
def own_redis() -> Iterator[OwnRedis]:
    """Give a started Redis."""
    with tempfile.TemporaryDirectory() as folder:
        server = OwnRedis(folder)
        server.start()
        try:
            yield server
        finally:
            server.kill()


@contextmanager
def redis() -> Iterator[str]:
    """Give the address of a Redis: ``TEST_REDIS_URL``, else the wheel's, just started."""
    named = os.environ.get("TEST_REDIS_URL")
    if named:
        yield named
        return
    with own_redis() as server:
        yield server.address
