"""A real server in a process of its own."""

import functools
import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
RECORD = "xiaowo.sqlite3"
START_S = 180
STOP_S = 60


# Below those from which systems take the near ends of outgoing connections: of such a one the
# browser or a client may hold just the port that a server wants to have, or to have again.
PORTS = range(10_000, 30_000)


def free_port() -> int:
    """Return a port that nobody uses at the moment, and that nobody is given by chance."""
    while True:
        # Not from the generator that pytest-randomly seeds alike in each of its processes.
        port = PORTS[secrets.randbelow(len(PORTS))]
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@dataclass
class Server:
    """One ``manage.py serve``, or another ``command``.

    ``start`` again after ``stop`` or ``kill`` keeps port and data.
    """

    port: int
    data: Path
    environment: dict[str, str]
    child: subprocess.Popen[bytes] | None = None
    command: tuple[str, ...] = ("manage.py", "serve")
    # Whether the lines that it runs are counted, which makes it half as slow again.
    is_counted: bool = True

    @property
    def base(self) -> str:
        """Address without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_up(self) -> bool:
        """Whether its process is there."""
        return self.child is not None and self.child.poll() is None

    @property
    def log(self) -> str:
        """Everything that was written to stdout and stderr."""
        return (self.data / "server.log").read_text(errors="replace")

    def start(self) -> None:
        """Start, and wait until it answers; raises RuntimeError with the log."""
        self._launch()
        self._wait_until_up()

    def start_alone(self) -> None:
        """Start where it cannot; raises RuntimeError with the log once it has ended."""
        self.run()
        raise RuntimeError(self.log)

    def run(self) -> int:
        """Start what ends by itself, and return its exit status."""
        self._launch()
        assert self.child is not None
        return self.child.wait(START_S)

    def _launch(self) -> None:
        left_out = ("DJANGO_", "COV_") if self.is_counted else ("DJANGO_", "COV")
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(left_out)}
        own = {
            "DATA_DIR": str(self.data),
            "ENV_FILE": str(self.data / "no.env"),
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "MAX_CONNECTIONS_PER_IP": "100",
            # All tests come from one address; those of the limit itself switch it on.
            "RATE_LIMIT_ENABLED": "false",
        }
        with (self.data / "server.log").open("ab") as log:
            self.child = subprocess.Popen(
                [sys.executable, *self.command],
                cwd=ROOT,
                env={**inherited, **own, **self.environment},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def _wait_until_up(self) -> None:
        assert self.child is not None
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline and self.child.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.base}/livez", timeout=2):
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"the server did not come up:\n{self.log}")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it and return its exit status; by SIGKILL it has no time to write anything."""
        assert self.child is not None
        self.child.send_signal(how)
        try:
            return self.child.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.child.kill()
            raise


@functools.cache
def _migrated() -> bytes:
    """Return a record with all tables and nobody in it, made once in each process of tests.

    Raises RuntimeError with the log when it cannot be made.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / RECORD
        where = {"DATABASE_URL": f"sqlite:///{path}"}
        prepare = ("manage.py", "serve", "--prepare")
        maker = Server(free_port(), Path(folder), where, command=prepare)
        if maker.run() != 0:
            raise RuntimeError(maker.log)
        with closing(sqlite3.connect(path)) as connection:
            # What still stands in a file beside it goes into it.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return path.read_bytes()


@contextmanager
def running_server(
    *, migrated: bool = True, counted: bool = True, **environment: str
) -> Iterator[Server]:
    """Run a server with nobody in its record; ended and removed afterwards.

    Its tables are there already, as making them costs as much as the rest of a start; with
    ``migrated=False`` the folder is empty, as at anybody's first start. With ``counted=False``
    it adds nothing to the coverage.
    """
    with tempfile.TemporaryDirectory() as folder:
        if migrated:
            (Path(folder) / RECORD).write_bytes(_migrated())
        server = Server(free_port(), Path(folder), environment, is_counted=counted)
        try:
            server.start()
            yield server
        finally:
            if server.is_up:
                server.stop()
