"""How much does one worker carry, and two? Real sockets, a real server, beside the naive way.

.venv/bin/python -m bench.load [--only fanout] [--runs 3] [--seconds 6]

Servers on core 0, the generator with Redis and PostgreSQL on the others. Yardstick: the consumer of
the Channels tutorial over the Redis channel layer, in the same run. Loopback only, bounded, ends by
itself: all of it in about 15 minutes. ``--only layers`` compares what carries the messages.
"""

import argparse
import resource
import time

from bench.drift.machine import describe
from bench.load.parts import EXTRA, PARTS, Plan

FILES = 60_000
ENOUGH = 11_000


def main() -> None:
    """Read the arguments, run the parts."""
    known = {**PARTS, **EXTRA}
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=known, default=list(PARTS))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=6.0, help="of each run")
    parser.add_argument("--small", action="store_true", help="a few sockets: does it work at all?")
    args = parser.parse_args()
    limit = min(FILES, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    if limit < ENOUGH:
        print(f"only {limit} files may be open here: 10 000 sockets need ulimit -Hn {ENOUGH}")
    print(describe())
    began = time.monotonic()
    for name in args.only:
        known[name](Plan(args.runs, args.seconds, args.small))
    print(f"\n{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
