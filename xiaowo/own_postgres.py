"""A PostgreSQL of one's own, for trying out several workers on one machine. It keeps its data."""

import os
import pwd
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import psycopg

UP_S: Final = 60.0
DOWN_S: Final = 20.0
# So long it is tried again when it ends at once.
AGAIN_S: Final = 10.0
# Where Debian keeps the programs, which it does not put on the PATH.
DEBIAN: Final = Path("/usr/lib/postgresql")
# Of a socket's whole name, with PostgreSQL's own part of it.
LONGEST_SOCKET: Final = 107 - len("/.s.PGSQL.5432")
# PostgreSQL refuses to run as root; the first of these that exists runs it then.
USERS: Final = ("postgres", "nobody")


class Unusable(RuntimeError):
    """There is none to be had here, for the reason given; the record can be kept elsewhere."""


class OtherVersion(RuntimeError):
    """The data are there, but the programs of this version cannot read them."""


@dataclass(frozen=True, slots=True)
class Programs:
    """One installation."""

    folder: Path
    major: int


def find(folder: Path) -> Programs:
    """Return the programs for the data in a folder: of the same version if there are any.

    Raises ``Unusable`` when there are none at all.
    """
    known = [programs for path in _places() if (programs := _at(path)) is not None]
    if not known:
        raise Unusable(
            "PostgreSQL is not installed (on Debian: apt-get install postgresql)",
        )
    made_by = _made_by(folder / "data")
    return next((programs for programs in known if programs.major == made_by), known[0])


def _places() -> list[Path]:
    on_path = shutil.which("postgres")
    debian = sorted(DEBIAN.glob("*/bin"), reverse=True)
    return [*([Path(on_path).resolve().parent] if on_path else []), *debian]


def _at(folder: Path) -> Programs | None:
    if not all((folder / name).exists() for name in ("postgres", "initdb", "pg_ctl")):
        return None
    said = subprocess.run(  # noqa: S603
        [folder / "postgres", "--version"], capture_output=True, text=True, check=False
    ).stdout
    version = re.search(r"(\d+)", said)
    return Programs(folder, int(version[1])) if version else None


def _made_by(data: Path) -> int | None:
    try:
        return int((data / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None


@contextmanager
def own_postgres(folder: Path) -> Iterator["OwnPostgres"]:
    """Run one that listens on a socket file only.

    Raises ``Unusable`` or ``OtherVersion`` with a sentence for people.
    """
    server = OwnPostgres(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


class OwnPostgres:
    """Can be ended and started again; see ``own_postgres``."""

    name: Final = "PostgreSQL"

    def __init__(self, folder: Path) -> None:
        self._folder, self._data = folder.resolve(), folder.resolve() / "data"
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it listens, also while it does not."""
        return f"postgres://postgres@/postgres?host={quote(str(self._folder))}"

    def is_dead(self) -> bool:
        """Tell whether it has ended without being told to."""
        return self._child is not None and self._child.poll() is not None

    def start(self) -> None:
        """Start, and wait until it answers; raises ``Unusable`` or ``OtherVersion``."""
        programs = find(self._folder)
        made_by = _made_by(self._data)
        if made_by not in (None, programs.major):
            raise OtherVersion(
                f"{self._data} was made by PostgreSQL {made_by}, but here is only PostgreSQL "
                f"{programs.major}. Install PostgreSQL {made_by}, or move the folder away to "
                "begin with an empty record."
            )
        self._prepare()
        if made_by is None:
            self._make(programs)
        elif (self._data / "postmaster.pid").exists():
            # Left over from a run that was killed.
            self._run(programs, "pg_ctl", "stop", "-D", str(self._data), "-m", "fast", "-w")
        self._child = self._launch(programs)
        self._wait_until_up(programs)

    def _prepare(self) -> None:
        """Make the folder, owned by who runs it."""
        if len(str(self._folder)) > LONGEST_SOCKET:
            raise Unusable(f"the name of {self._folder} is too long for a socket")
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        user = _user()
        if user is None:
            return
        os.chown(self._folder, user.pw_uid, user.pw_gid)
        check = ["test", "-w", str(self._folder)]
        if subprocess.run(check, check=False, **_as_user()).returncode:  # noqa: S603
            raise Unusable(
                f"it does not run as root, and {user.pw_name!r} cannot reach {self._folder}"
            )

    def _make(self, programs: Programs) -> None:
        made = self._run(
            programs, "initdb", "-D", str(self._data), "-U", "postgres", "-A", "trust",
            "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip
        if made.returncode:
            shutil.rmtree(self._data, ignore_errors=True)
            raise Unusable(f"initdb failed: {_last_line(made.stderr)}")

    def _run(self, programs: Programs, name: str, *words: str) -> Any:
        return subprocess.run(  # noqa: S603
            [programs.folder / name, *words],
            capture_output=True, text=True, check=False, **_as_user(),
        )  # fmt: skip

    def _launch(self, programs: Programs) -> "subprocess.Popen[bytes]":
        # Of a session of its own: Ctrl-C is for us, and it ends after the workers.
        with (self._folder / "postgres.log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603
                [programs.folder / "postgres", "-D", str(self._data),
                 "-k", str(self._folder), "-c", "listen_addresses="],
                stdout=log, stderr=log, start_new_session=True, **_as_user(),
            )  # fmt: skip

    def _wait_until_up(self, programs: Programs) -> None:
        began = time.monotonic()
        while not self._answers():
            if self._child is None or self._child.poll() is not None:
                if time.monotonic() - began > AGAIN_S:
                    raise Unusable(f"it did not come up: {self._last_words()}")
                # What a killed one leaves behind (its children, its memory) is gone in a moment.
                self._child = self._launch(programs)
            elif time.monotonic() - began > UP_S:
                self.stop()
                raise Unusable(f"it did not come up within {UP_S:.0f} s: {self._last_words()}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.address, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _last_words(self) -> str:
        return _last_line((self._folder / "postgres.log").read_text(errors="replace"))

    def stop(self) -> None:
        """End it as it wishes to be ended: everybody is sent away, all is written."""
        if self._child is None:
            return
        # PostgreSQL's "fast" end.
        self._child.send_signal(signal.SIGINT)
        try:
            self._child.wait(DOWN_S)
        except subprocess.TimeoutExpired:
            self._child.kill()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._child is not None:
            self._child.kill()
            self._child.wait(DOWN_S)


def _user() -> pwd.struct_passwd | None:
    """Return who runs it, None for ourselves; raises ``Unusable``."""
    if os.geteuid() != 0:
        return None
    for name in USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Unusable("it does not run as root, and there is no other user; start as somebody else")


def _as_user() -> dict[str, Any]:
    """Return what makes a subprocess run as that user, from where everybody may stand."""
    user = _user()
    rights = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return {"cwd": "/", **rights}


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "it said nothing"
