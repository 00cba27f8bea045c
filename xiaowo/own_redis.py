"""A Redis of one's own, for trying out several workers on one machine.

It keeps a file, so that no answered command is lost when it dies.
"""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from redis import Redis
from redis.exceptions import RedisError

PROGRAM: Final = "redis-server"
UP_S: Final = 10.0
DOWN_S: Final = 10.0
# Of a socket's whole name.
LONGEST_SOCKET: Final = 107


def is_there() -> bool:
    """Tell whether this machine has one."""
    return shutil.which(PROGRAM) is not None


@contextmanager
def own_redis(folder: Path) -> Iterator["OwnRedis"]:
    """Run one that listens on a socket file only.

    Raises RuntimeError with a sentence for people when it does not come up.
    """
    server = OwnRedis(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


class OwnRedis:
    """Can be started again; see ``own_redis``."""

    name: Final = "Redis"

    def __init__(self, folder: Path) -> None:
        self._socket = folder / "redis.sock"
        self._folder = folder / "redis"
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it listens, also while it does not."""
        return f"unix://{self._socket}"

    def is_dead(self) -> bool:
        """Tell whether it has ended without being told to."""
        return self._child is not None and self._child.poll() is not None

    def start(self) -> None:
        """Start, and wait until it listens; raises RuntimeError."""
        if len(str(self._socket)) > LONGEST_SOCKET:
            raise RuntimeError(f"the name of {self._socket} is too long for a socket")
        self._end_left_over()
        self._folder.mkdir(mode=0o700, exist_ok=True)
        # Of a session of its own: Ctrl-C is for us, and it ends after the workers.
        self._child = subprocess.Popen(  # noqa: S603
            [PROGRAM, "--port", "0", "--unixsocket", str(self._socket), "--unixsocketperm", "700",
             "--save", "", "--appendonly", "yes", "--appendfsync", "no",
             "--dir", str(self._folder), "--daemonize", "no"],
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        self._wait_until_up(self._child)

    def _end_left_over(self) -> None:
        """Of a run that was killed: two must not write one file."""
        if self._socket.exists():
            with suppress(RedisError):
                Redis(unix_socket_path=str(self._socket), socket_timeout=DOWN_S).shutdown()
            self._socket.unlink(missing_ok=True)

    def _wait_until_up(self, child: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + UP_S
        while not self._socket.exists():
            if child.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{PROGRAM} did not come up; its file is in {self._folder}")
            time.sleep(0.02)

    def stop(self) -> None:
        """End it."""
        if self._child is not None:
            self._child.terminate()
            self._child.wait(DOWN_S)
