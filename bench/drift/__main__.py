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

from playwright.sync_api import Playwright, sync_playwright

from bench.drift import machine
from bench.drift.acts import Outcome
from bench.drift.cases import CASES, Case
from bench.drift.stage import can_lose, in_own_network, stage

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


def run(playwright: Playwright, case: Case, repeats: int) -> list[Outcome]:
    """Run a case several times; print each; return those in which the machine was ours."""
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
    return good or found


def line(name: str, found: Outcome, load: machine.Load) -> str:
    """Return one run as a row."""
    apart = found.apart
    figures = (apart.p50, apart.p95, apart.worst) if apart else (None,) * 3
    cells = "".join(f"{_number(figure):>8}" for figure in (*figures, found.time_s))
    exact = "" if found.is_exact is None else ("  exact" if found.is_exact else "  NOT EXACT")
    return (
        f"{name:<12}{cells}{found.rate_writes:>8}{found.seeks:>7}{found.clock_error_ms:>8.2f}"
        f"{found.audit_frames:>7.0f}{load.steal:>7.2f}{load.busy:>6.2f}{exact}"
    )


def _number(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:.2f}"


def middle(runs: Sequence[Outcome]) -> Outcome:
    """Return the run whose median difference, or else whose time, lies in the middle."""
    ordered = sorted(runs, key=lambda run: run.apart.p50 if run.apart else run.time_s or 0.0)
    return ordered[len(ordered) // 2]


def summary(case: Case, runs: Sequence[Outcome]) -> str:
    """Return the row of the table in `bench/RESULTS.md`."""
    apart = [run.apart for run in runs if run.apart]
    times = [run.time_s for run in runs if run.time_s is not None]
    cells = [case.title]
    cells += [
        f"{statistics.median(s.p50 for s in apart):.1f}" if apart else "–",
        f"{statistics.median(s.p95 for s in apart):.1f}" if apart else "–",
        f"{max(s.worst for s in apart):.0f}" if apart else "–",
        f"{statistics.median(times):.2f} s" if times else "–",
        f"{statistics.median(run.rate_writes for run in runs):g}",
        f"{statistics.median(run.seeks for run in runs):g}",
        f"{max(run.clock_error_ms for run in runs):.1f}",
        verdict(case, runs),
    ]
    return "| " + " | ".join(cells) + " |"


def verdict(case: Case, runs: Sequence[Outcome]) -> str:
    """Say whether the middle run holds the goal, or at least what it must, and what it misses."""
    if any(run.is_exact is False for run in runs):
        return "missed: not exact in every run"
    found = middle(runs)
    missed = case.must.misses(found)
    if missed:
        return f"missed: {', '.join(missed)}"
    return "goal" if not case.goal.misses(found) else f"must ({', '.join(case.goal.misses(found))})"


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
            runs = run(playwright, case, 1 if case.seconds > 60 else args.repeats)
            rows.append(summary(case, runs))
            missed = missed or (case.is_gate and verdict(case, runs).startswith("missed"))
    print("\n| case | p50 | p95 | max | time | rate writes | seeks | clock error | held |")
    print("|---|---|---|---|---|---|---|---|---|")
    print("\n".join(rows))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
