"""What does each part of the sync engine buy? Every part is taken out in turn, and measured.

.venv/bin/python -m bench.drift.parts [PART ...] [--repeats 2]

The page's modules are changed on their way to the browser, the sources stay as they are; a part
that has been rewritten since makes the run fail rather than measure nothing. Prints one row a part.
"""

import argparse
import statistics
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Playwright, sync_playwright

from bench.drift import acts, machine
from bench.drift.acts import Act, Outcome
from bench.drift.links import FAR_STALLING, LAN
from bench.drift.stage import Patch, in_own_network, stage


@dataclass(frozen=True, slots=True)
class Part:
    """A part, the case in which it is needed, and how to take it out."""

    name: str
    case: str
    act: Act
    seconds: float
    without: str
    patches: tuple[Patch, ...]


# Served as they are written, so that both columns differ in nothing but the part.
AS_IT_IS: Final = (Patch("main.js", "controller.start();", "controller.start();"),)

PARTS: Final = (
    Part(
        "learned start lead",
        "0.5–3 s after a start, one page with sound, one without",
        acts.mixed("sound", "silent", after_ms=acts.SOON_MS),
        2.5,
        "play() is called at the instant itself",
        (
            Patch(
                "state/startlead.js",
                "return has_audio ? LEAD_WITH_AUDIO_MS : LEAD_WITHOUT_AUDIO_MS;",
                "return 0;",
            ),
            Patch(
                "state/startlead.js",
                "return clamp(lead_ms + LEARNING * late_ms, 0, LONGEST_LEAD_MS);",
                "return lead_ms;",
            ),
        ),
    ),
    Part(
        "scheduled start",
        "0.5–3 s after a start, RTT 200 with stalls",
        acts.after_start([LAN, FAR_STALLING]),
        2.5,
        "whoever hears of it plays at once",
        (
            Patch(
                "io/follower.js",
                "void this.approach.begin(playback.current_time, startsAt(playback));",
                "void this.approach.begin(playback.current_time, now_ms);",
            ),
        ),
    ),
    Part(
        "envelope clock",
        "steady, RTT 200 with stalls",
        acts.steady([LAN, FAR_STALLING]),
        20,
        "the offset of the last ping",
        (
            Patch(
                "state/clock.js",
                "offset_ms: (forward - backward) / 2,",
                "offset_ms: (samples.at(-1).forward_ms - samples.at(-1).backward_ms) / 2,",
            ),
        ),
    ),
    Part(
        "strict landing",
        "steady, LAN, 4 pages",
        acts.steady([LAN] * 4),
        10,
        "50 ms right after a start, too",
        (Patch("state/profile.js", "landing_s: 0.004", "landing_s: 0.05"),),
    ),
    Part(
        "steep gain",
        "slip of 200 ms, until < 10 ms",
        acts.slip(-0.2),
        3,
        "1 + d/10, as first planned",
        (Patch("state/levels.js", "const GENTLE_S = 0.6;", "const GENTLE_S = 10;"),),
    ),
    Part(
        "aimed seek",
        "slip of 400 ms, until < 10 ms",
        acts.slip(-0.4),
        3,
        "only the gentle pull",
        (Patch("state/reconcile.js", "const SLIP_S = 0.25;", "const SLIP_S = 25;"),),
    ),
    Part(
        "hysteresis",
        "slip of 200 ms, steady afterwards",
        acts.slip(-0.2),
        5,
        "stops where it starts, at the tolerance",
        (Patch("state/profile.js", "stop_s: 0.002,", "stop_s: 0.05,"),),
    ),
)


def run(playwright: Playwright, part: Part, patches: tuple[Patch, ...]) -> Outcome:
    """Run a part's case once with these changes, and anew while the machine is disturbed."""
    for _ in range(3):
        meter = machine.LoadMeter()
        with stage(playwright, patches) as place:
            found = part.act(place, part.seconds)
        if meter.read().steal <= machine.MOST_STEAL:
            break
    return found


def figures(runs: list[Outcome]) -> str:
    """Return the medians as a cell."""
    apart = [run.apart for run in runs if run.apart]
    times = [run.time_s for run in runs]
    cell = (
        f"{statistics.median(spread.p50 for spread in apart):.1f} / "
        f"{statistics.median(spread.p95 for spread in apart):.1f}"
    )
    if all(time is None for time in times):
        return cell
    known = [time for time in times if time is not None]
    return f"{cell}, {'never' if len(known) < len(times) else f'{statistics.median(known):.1f} s'}"


def main() -> None:
    """Read the arguments, run every part with and without, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", help=", ".join(part.name for part in PARTS))
    parser.add_argument("--repeats", type=int, default=2)
    args = parser.parse_args()
    in_own_network("bench.drift.parts")
    print(machine.describe())
    print("| part | case | with it, p50 / p95 ms | without | instead |")
    print("|---|---|---|---|---|", flush=True)
    with sync_playwright() as playwright:
        for part in PARTS:
            if args.parts and part.name not in args.parts:
                continue
            cells = [
                figures([run(playwright, part, patches) for _ in range(args.repeats)])
                for patches in (AS_IT_IS, part.patches)
            ]
            row = (part.name, part.case, *cells, part.without)
            print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
