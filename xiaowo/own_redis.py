"""A Redis of one's own, for trying out several workers on one machine. It keeps nothing."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

PROGRAM: Final = "redis-server"
UP_S: Final = 10.0


def is_there() -> bool:
    """Tell whether this machine has one."""
    return shutil.which(PROGRAM) is not None


@contextmanager
def own_redis(folder: Path) -> Iterator[str]:
    """Run one that listens on a socket file only, and give its address.

    Raises RuntimeError when it does not come up.
    """
    path = folder / "redis.sock"
    path.unlink(missing_ok=True)
    # Of a session of its own: Ctrl-C is for us, and it ends after the workers.
    child = subprocess.Popen(  # noqa: S603
        [PROGRAM, "--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700",
         "--save", "", "--appendonly", "no", "--dir", str(folder), "--daemonize", "no"],
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        _wait_for(path, child)
        yield f"unix://{path}"
    finally:
        child.terminate()
        child.wait(10)


def _wait_for(path: Path, child: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + UP_S
    while not path.exists():
        if child.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{PROGRAM} did not come up")
        time.sleep(0.02)
