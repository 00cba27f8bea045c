"""Several workers on one port: the parent holds the socket, the workers take turns at it.

It looks after the databases that it has started for them as well.
"""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from types import FrameType
from typing import Final, Protocol

GRACE_S: Final = 15.0
LOOK_EVERY_S: Final = 0.2
# A worker that dies at once would only die again.
AGAIN_S: Final = 1.0


class Database(Protocol):
    """One that was started for the workers, and lives as long as they do."""

    @property
    def name(self) -> str:
        """What people call it."""

    def is_dead(self) -> bool:
        """Tell whether it has ended without being told to."""

    def start(self) -> None:
        """Start it; raises RuntimeError when it does not come up."""


class Workers:
    """Starts workers, starts them again when they die, and ends them together."""

    def __init__(
        self,
        count: int,
        listening: socket.socket,
        environment: Mapping[str, str],
        databases: Sequence[Database] = (),
    ) -> None:
        listening.set_inheritable(True)
        self._databases = databases
        self._count, self._socket, self._environment = count, listening, environment
        self._children: list[subprocess.Popen[bytes]] = []
        self._is_ending = False

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT; a second one ends everything at once."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        for _ in range(self._count):
            if not self._is_ending:
                self._children.append(self._start())
        while not self._is_ending:
            time.sleep(LOOK_EVERY_S)
            self._revive_databases()
            self._replace_dead()
        self._wait()

    def _start(self) -> "subprocess.Popen[bytes]":
        fd = self._socket.fileno()
        command = [sys.executable, "manage.py", "serve", "--fd", str(fd)]
        # Not of our process group: Ctrl-C reaches the parent alone, which passes it on once.
        return subprocess.Popen(  # noqa: S603
            command, pass_fds=[fd], start_new_session=True, env=self._environment
        )

    def _revive_databases(self) -> None:
        for database in self._databases:
            if database.is_dead() and not self._is_ending:
                print(f"{database.name} ended; starting it again")  # noqa: T201
                try:
                    database.start()
                except RuntimeError as problem:
                    print(f"{database.name}: {problem}")  # noqa: T201
                    time.sleep(AGAIN_S)

    def _replace_dead(self) -> None:
        for index, child in enumerate(self._children):
            if child.poll() is not None and not self._is_ending:
                print(f"worker {child.pid} ended with {child.returncode}; starting another")  # noqa: T201
                time.sleep(AGAIN_S)
                if not self._is_ending:
                    self._children[index] = self._start()

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        if self._is_ending:
            for child in self._children:
                child.kill()
        self._is_ending = True
        for child in self._children:
            child.terminate()

    def _wait(self) -> None:
        deadline = time.monotonic() + GRACE_S
        for child in self._children:
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
