#!/usr/bin/env python3
"""From a clean clone to the first page, and from one start to the next.

    python3 -m bench.start [--runs 3]

Clones the repository into a temporary folder with an empty home, runs ``make run`` there, and
times until the start page answers: the first start once, later starts ``--runs`` times. Package
caches are whatever this machine has. Bounded: 300 s for the first start, 60 s for each other.
"""

import argparse
import os
import signal
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """Return a port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def time_start(clone: Path, home: Path, limit_s: float) -> tuple[float, float]:
    """Run ``make run``; return (seconds to the first page, seconds to end after Ctrl-C)."""
    port = free_port()
    environment = {**os.environ, "HOME": str(home), "PORT": str(port)}
    environment.pop("VIRTUAL_ENV", None)
    began = time.perf_counter()
    # A session of its own, so that Ctrl-C reaches make and the server as in a terminal.
    child = subprocess.Popen(
        ["make", "run"],
        cwd=clone,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while time.perf_counter() - began < limit_s and child.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5):
                    break
            except OSError:
                time.sleep(0.02)
        else:
            raise SystemExit("no page in time")
        up_s = time.perf_counter() - began
    finally:
        ended = time.perf_counter()
        os.killpg(child.pid, signal.SIGINT)
        child.wait(30)
    return up_s, time.perf_counter() - ended


def main() -> None:
    """Print the two figures."""
    parser = argparse.ArgumentParser(description="From a clean clone to the first page.")
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        clone, home = Path(folder) / "clone", Path(folder) / "home"
        home.mkdir()
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        first, _ = time_start(clone, home, 300)
        print(f"clean clone to first page: {first:.1f} s")
        later = [time_start(clone, home, 60) for _ in range(runs)]
        ups = [up for up, _ in later]
        ends = [end for _, end in later]
        print(
            f"later starts: median {statistics.median(ups):.2f} s of {runs}, max {max(ups):.2f} s"
        )
        print(f"end after Ctrl-C: median {statistics.median(ends):.2f} s")


if __name__ == "__main__":
    main()
