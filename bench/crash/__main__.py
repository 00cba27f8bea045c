"""``python -m bench.crash --seconds 600 --seed 2026``: exits with 1 on any violation."""

import argparse
import sys

from bench.crash.run import run


def main() -> int:
    """Run, print the report, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.crash", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="how long things fail")
    parser.add_argument("--seed", type=int, default=2026, help="the same seed, the same plan")
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--rooms", type=int, default=3)
    given = parser.parse_args()
    report = run(
        seconds=given.seconds,
        seed=given.seed,
        workers=given.workers,
        rooms=given.rooms,
        say=lambda text: print(text, flush=True),
    )
    print(report)
    return 1 if report.violations else 0


if __name__ == "__main__":
    sys.exit(main())
