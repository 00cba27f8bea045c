"""Management commands as processes of their own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.patience import until
from tests.support.process import ROOT


class Running:
    """One ``manage.py`` command; ended when the test ends."""

    def __init__(self, folder: Path, name: str, arguments: list[str], **environment: str) -> None:
        self._log = folder / f"{name}.log"
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("DJANGO_")}
        own = {"DATA_DIR": str(folder), "ENV_FILE": str(folder / "no.env")}
        with self._log.open("ab") as log:
            self.child = subprocess.Popen(
                [sys.executable, "manage.py", *arguments],
                cwd=ROOT,
                env={**inherited, **own, **environment},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @property
    def log(self) -> str:
        """Everything that was written."""
        return self._log.read_text(errors="replace")

    def says(self, text: str, within_s: float = 120) -> float:
        """Wait until this stands in the log; returns how long it took, s."""
        return until(lambda: text in self.log, within_s, f"no {text!r} in:\n", lambda: self.log)

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it, and return its exit status."""
        self.child.send_signal(how)
        return self.child.wait(60)


@contextmanager
def running(folder: Path, name: str, *arguments: str, **environment: str) -> Iterator[Running]:
    """Run a command until the block ends."""
    command = Running(folder, name, list(arguments), **environment)
    try:
        yield command
    finally:
        if command.child.poll() is None:
            command.child.terminate()
            command.child.wait(60)
