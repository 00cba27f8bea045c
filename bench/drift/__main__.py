"""How far apart are the pages? Real browsers, a real server, bad links, wrong clocks.

.venv/bin/python -m bench.drift [CASE ...] [--repeats 3]

Everything is started and ended here. Every page gets a clock that is hours off and 80 ppm too fast
or too slow. The truth is the host's one clock, read around the playhead every 20 ms; the film's
burnt-in counter audits it. A run during which the host took away more than 0.05 core is repeated
(at most twice) and shown all the same. Exit status 1 when a gate misses what it must hold.
Loopback only; packet loss needs Linux and root, and a network namespace that is made for it.
"""

import argparse
import statistics
import sys
from collections.abc import Sequence

from playwright.sync_api import Error, Playwright, sync_playwright

from bench.drift import machine
from bench.drift.acts import Outcome
from bench.drift.cases import CASES, Case
from bench.drift.figures import Spread
from bench.drift.stage import CannotLose, can_lose, in_own_network, stage

EXTRA_TRIES = 2
HEAD = (
    f"{'case':<12}{'p50':>8}{'p95':>8}{'max':>8}{'time s':>8}{'writes':>8}{'seeks':>7}"
    f"{'clock':>8}{'audit':>7}{'steal':>7}{'busy':>6}"
)


def run_once(playwright: Playwright, case: Case) -> tuple[Outcome, machine.Load]:
    """Run a case on a fresh server with fresh browsers."""
    meter = machine.LoadMeter()
    with stage(playwright) as place:
        found = case.act(place, case.seconds)
    return found, meter.read()


def run(playwright: Playwright, case: Case, repeats: int) -> tuple[list[Outcome], bool]:
    """Run a case several times; print each; return those in which the machine was ours.

    If it never was, all are returned, and True.
    """
    good: list[Outcome] = []
    found: list[Outcome] = []
    for _ in range(repeats + EXTRA_TRIES):
        outcome, load = run_once(playwright, case)
        found.append(outcome)
        disturbed = load.steal > machine.MOST_STEAL
        print(line(case.name, outcome, load) + ("  disturbed" if disturbed else ""), flush=True)
        if not disturbed:
            good.append(outcome)
        if len(good) == repeats:
            break
    return (good, False) if good else (found, True)


def line(name: str, found: Outcome, load: machine.Load) -> str:
    """Return one run as a row."""
    apart = found.apart
    figures = (apart.p50, apart.p95, apart.worst) if apart else (None,) * 3
    cells = "".join(f"{_number(figure):>8}" for figure in (*figures, found.time_s))
    exact = "" if found.is_exact is None else ("  exact" if found.is_exact else "  NOT EXACT")
    return (
        f"{name:<12}{cells}{found.rate_writes:>8}{found.seeks:>7}{found.clock_error_ms:>8.2f}"
        f"{found.audit_frames:>7.1f}{load.steal:>7.2f}{load.busy:>6.2f}{exact}"
    )


def _number(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:.2f}"


def middle(runs: Sequence[Outcome]) -> Outcome:
    """Return the median of every figure; what must hold always holds only if it did in all runs."""
    apart = [run.apart for run in runs if run.apart]
    times = [run.time_s for run in runs if run.time_s is not None]
    return Outcome(
        apart=Spread(
            statistics.median(found.p50 for found in apart),
            statistics.median(found.p95 for found in apart),
            max(found.worst for found in apart),
            sum(found.count for found in apart),
        )
        if apart
        else None,
        time_s=statistics.median(times) if len(times) == len(runs) else None,
        rate_writes=round(statistics.median(run.rate_writes for run in runs)),
        seeks=round(statistics.median(run.seeks for run in runs)),
        clock_error_ms=max(run.clock_error_ms for run in runs),
        audit_frames=max(run.audit_frames for run in runs),
        is_exact=all(run.is_exact is not False for run in runs),
        has_run=all(run.has_run for run in runs),
    )


def summary(case: Case, runs: Sequence[Outcome], disturbed: bool) -> str:
    """Return the row of the table in `bench/RESULTS.md`."""
    found = middle(runs)
    apart = found.apart
    cells = [case.title]
    cells += [_number(figure) for figure in ((apart.p50, apart.p95) if apart else (None, None))]
    cells += [
        f"{apart.worst:.0f}" if apart else "–",
        "–" if found.time_s is None else f"{found.time_s:.2f} s",
        f"{found.rate_writes}",
        f"{found.seeks}",
        f"{found.clock_error_ms:.1f}",
        f"{found.audit_frames:.1f}",
        verdict(case, found) + (" (disturbed)" if disturbed else ""),
    ]
    return "| " + " | ".join(cells) + " |"


def verdict(case: Case, found: Outcome) -> str:
    """Say whether the medians hold the goal, or at least what they must, and what they miss."""
    missed = case.must.misses(found)
    if missed:
        return f"missed: {', '.join(missed)}"
    above = case.goal.misses(found)
    return f"must ({', '.join(above)})" if above else "goal"


def main() -> int:
    """Read the arguments, run the cases, print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    known = [case.name for case in CASES]
    parser.add_argument("cases", nargs="*", help=f"of {', '.join(known)}; all without")
    parser.add_argument("--repeats", type=int, default=3)
    args = parser.parse_args()
    unknown = set(args.cases) - set(known)
    if unknown:
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    in_own_network("bench.drift")
    chosen = [case for case in CASES if not args.cases or case.name in args.cases]
    print(machine.describe())
    print(HEAD)
    rows, missed = [], False
    with sync_playwright() as playwright:
        for case in chosen:
            if case.loses_packets and not can_lose():
                print(f"{case.name:<12}left out: needs Linux, root and a TUN device")
                continue
            try:
                runs, disturbed = run(playwright, case, 1 if case.seconds > 60 else args.repeats)
            except (Error, CannotLose, RuntimeError, ValueError) as error:
                print(f"{case.name:<12}{error}", flush=True)
                rows.append(f"| {case.title} |" + " – |" * 8 + " missed: could not be run |")
                missed = missed or case.is_gate
                continue
            rows.append(summary(case, runs, disturbed))
            missed = missed or (case.is_gate and bool(case.must.misses(middle(runs))))
    print("\n| case | p50 | p95 | max | time | rate writes | seeks | clock | audit | held |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    print("\n".join(rows))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
