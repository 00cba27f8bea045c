"""What is measured, part by part; each prints its own table."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final

from bench.load import generator, http_load, measure, targets
from bench.load.generator import CHAT, SEEK, Kind
from bench.load.measure import Figures, Rooms, percentile
from bench.load.targets import Target

SHAPES: Final = ((1, 7, 10.0), (100, 7, 1.0), (100, 20, 1.0), (1, 200, 5.0), (10, 200, 2.0))
SPLIT: Final = ((100, 20, 1.0), (10, 200, 2.0))
STEP: Final = 1.3
FINE_STEP: Final = 1.08
LATE_MS: Final = 50.0
Start = Callable[[], AbstractContextManager[Target]]
BOTH: Final[dict[str, Start]] = {"xiaowo": targets.xiaowo, "naive": targets.naive}


@dataclass(frozen=True, slots=True)
class Plan:
    """How often and how long; ``is_small`` is for trying whether it works at all."""

    runs: int = 3
    seconds: float = 6.0
    is_small: bool = False

    def unspoilt(self, once: Callable[[], Figures]) -> Figures:
        """Measure, again if the machine was in the way; where it is only tried, once."""
        return once() if self.is_small else measure.unspoilt(once)

    @property
    def patience_s(self) -> float | None:
        """Return how long all is waited for where it is only tried whether it comes, s."""
        return 60.0 if self.is_small else None

    def scaled(self, rooms: int, members: int) -> tuple[int, int]:
        """Return the shape, or a little one."""
        return (min(rooms, 2), min(members, 3)) if self.is_small else (rooms, members)


@contextmanager
def inside(target: Target, rooms: int, members: int) -> Iterator[Rooms]:
    """Bring everybody in; they hang up afterwards."""
    found = generator.connect(target.ports, target.fill(rooms, members), targets.enter)
    try:
        yield found
    finally:
        for room in found:
            for client in room:
                client.socket.close()


HEAD = (
    f"{'':<38}{'p50':>8}{'p95':>8}{'p99':>8}{'max':>9}{'arrived':>9}{'each/s':>8}"
    f"{'cpu µs':>8}{'core':>6}{'gen':>6}{'steal':>7}{'MB':>6}"
)


def show(name: str, found: Figures) -> None:
    """Print one line."""
    cells = f"{found.p50:>8.2f}{found.p95:>8.2f}{found.p99:>8.2f}{found.max:>9.2f}"
    cells += f"{found.share:>9.3f}{found.per_s:>8.0f}{found.cpu_us:>8.1f}{found.core:>6.2f}"
    cells += f"{found.generator:>6.2f}{found.steal:>7.2f}{found.rss_mb:>6.0f}"
    trouble = f"  {found.errors} errors" if found.errors else ""
    trouble += f"  {found.closed} closed" if found.closed else ""
    print(f"{name:<38}{cells}{trouble}{'  (spoilt)' if found.is_spoilt else ''}", flush=True)


def _fan_out(
    target: Target, name: str, shape: tuple[int, int, float], plan: Plan, kind: Kind = SEEK
) -> None:
    rooms, members = plan.scaled(*shape[:2])
    rate = shape[2]
    with inside(target, rooms, members) as everybody:
        again = partial(measure.once, target, everybody, rate, plan.seconds, kind, plan.patience_s)
        many = [plan.unspoilt(again) for _ in range(plan.runs)]
    show(f"{name} {rooms}x{members} at {rate:g}", measure.middle(many, lambda one: one.p99))


def fan_out(plan: Plan) -> None:
    """From a command to every member, ms; one worker, beside the naive consumer."""
    print(f"\nfrom a command to every member, ms; of {plan.runs} runs the middle one\n{HEAD}")
    for name, start in BOTH.items():
        with start() as target:
            for shape in SHAPES[: 1 if plan.is_small else None]:
                _fan_out(target, name, shape, plan)


def split(plan: Plan) -> None:
    """The same with every room split over two workers on one core, with Redis and PostgreSQL."""
    print(f"\nevery room split over two workers, ms\n{HEAD}")
    with targets.xiaowo(2, with_redis=True, with_postgres=True) as target:
        for shape in SPLIT:
            _fan_out(target, "xiaowo, 2 workers,", shape, plan)


def saturation(plan: Plan) -> None:
    """Most deliveries a second at which 99 % come within 50 ms: 100 rooms of 20."""
    print("\nmost deliveries/s with p99 < 50 ms, 100 rooms x 20 members")
    best: dict[str, float] = {}
    for name, start in BOTH.items():
        first = 0.3 if name == "naive" else 3.0
        with start() as target, inside(target, *plan.scaled(100, 20)) as everybody:
            found = climbs(target, everybody, first, plan)
        best[name] = measure.median(found)
        each = ", ".join(f"{one:.0f}" for one in found)
        print(f"{name:<10}{best[name]:>10.0f}   ({each})", flush=True)
    if best["naive"]:
        print(f"ratio {best['xiaowo'] / best['naive']:.1f}")


def climbs(target: Target, everybody: Rooms, first: float, plan: Plan) -> list[float]:
    """Climb as often as planned; after the first time from nearer below what was found."""
    people = sum(map(len, everybody))
    found: list[float] = []
    for _ in range(plan.runs):
        nearer = found[0] / people / STEP**4 if found else first
        found.append(climb(target, everybody, max(first, nearer), plan))
    return found


def climb(target: Target, everybody: Rooms, rate: float, plan: Plan) -> float:
    """Raise the rate until two steps in a row are too much, then from the last good one finely.

    Returns the last good deliveries/s.
    """
    best, held = 0.0, 0.0
    seconds = plan.seconds / 2
    for step in (STEP, FINE_STEP):
        rate, bad = (held * step if held else rate), 0
        while bad < 2:
            found = plan.unspoilt(partial(measure.once, target, everybody, rate, seconds))
            if found.share > 0.99 and found.p99 < LATE_MS:
                best, held, bad = max(best, found.per_s), rate, 0
            else:
                bad += 1
            if found.closed or plan.is_small:
                return best
            if found.is_spoilt:
                print(f"  at {rate:.1f}: generator {found.generator:.2f}, steal {found.steal:.2f}")
            rate *= step
    return best


def idle(plan: Plan) -> None:
    """Memory of each idle socket, how fast they come in, and what they cost while idle."""
    print(f"\nidle sockets in one worker\n{'sockets':>10}{'KB each':>10}{'in/s':>8}{'cpu %':>8}")
    steps = (6, 12) if plan.is_small else (1000, 2000, 5000, 10_000)
    size = 3 if plan.is_small else 20
    with targets.xiaowo() as target, inside(target, 2, size):
        # What every worker needs at all is there by now.
        time.sleep(1)
        before = target.rss_bytes()
        sockets, everybody = 0, []
        for count in steps:
            people = target.fill((count - sockets) // size, size)
            began = time.perf_counter()
            everybody += generator.connect(target.ports, people, targets.enter, everybody)
            spent = time.perf_counter() - began
            came, sockets = count - sockets, sum(map(len, everybody))
            _rest(everybody, 2)
            each = (target.rss_bytes() - before) / sockets / 1024
            cpu_s = target.cpu_s()
            _rest(everybody, plan.seconds)
            busy = (target.cpu_s() - cpu_s) / plan.seconds * 100
            print(f"{sockets:>10}{each:>10.1f}{came / spent:>8.0f}{busy:>8.1f}", flush=True)


def _rest(everybody: Rooms, seconds: float) -> None:
    """Read what comes, so that nobody is cut as too slow."""
    watch, ignored = generator.Watch(everybody), generator.Tally()
    end = time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        watch.read(left, ignored, 0.0)
    watch.close()


KEPT: Final[dict[str, Start]] = {
    "memory, SQLite behind": targets.xiaowo,
    "Redis, SQLite behind": partial(targets.xiaowo, with_redis=True),
    "Redis, PostgreSQL behind": partial(targets.xiaowo, with_redis=True, with_postgres=True),
}


def commands(plan: Plan) -> None:
    """Most commands a second through the sockets, the store and the record: 500 rooms of 2."""
    print("\nmost commands/s with p99 < 50 ms, 500 rooms x 2 members")
    for name, start in KEPT.items():
        with start() as target, inside(target, *plan.scaled(500, 2)) as everybody:
            members = len(everybody[0])
            found = [good / members for good in climbs(target, everybody, 0.6, plan)]
            waited_s, times = target.record_delays()
        each = ", ".join(f"{one:.0f}" for one in found)
        behind = f"record {waited_s / max(times, 1):.2f} s behind"
        print(f"{name:<26}{measure.median(found):>8.0f}   ({each}), {behind}", flush=True)


def chat(plan: Plan) -> None:
    """From a line of chat, which is stored first, to every member: 200 in one room."""
    print(f"\nfrom a line of chat to every member, ms; must: p99 < {LATE_MS:g}\n{HEAD}")
    for name, start in KEPT.items():
        with start() as target:
            _fan_out(target, f"{name},", (1, 200, 20.0), plan, CHAT)


def http(plan: Plan) -> None:
    """Requests a second for reading and for changing a room."""
    print(f"\nHTTP on 16 connections\n{'':<18}{'req/s':>8}{'p50 ms':>8}{'p99 ms':>8}{'failed':>8}")
    with targets.xiaowo() as target:
        place = target.fill(1, 1)[0]
        for name, request in http_load.requests(place).items():
            many = [http_load.run(target.ports[0], request, plan.seconds) for _ in range(plan.runs)]
            found = measure.middle(many, lambda one: one.per_s)
            p50, p99 = (percentile(found.delays, share) * 1000 for share in (0.5, 0.99))
            cells = f"{found.per_s:>8.0f}{p50:>8.1f}{p99:>8.1f}{found.failed:>8}"
            print(f"{name:<18}{cells}", flush=True)


def layers(plan: Plan) -> None:
    """What carries a message: both layers of channels_redis under the naive consumer, and ours."""
    print(f"\n100 rooms x 20 members at 0.3 a second, ms\n{HEAD}")
    starts: dict[str, Start] = {
        "naive, channels_redis core": targets.naive,
        "naive, channels_redis pubsub": partial(targets.naive, "pubsub"),
        "xiaowo, Redis": partial(targets.xiaowo, with_redis=True),
    }
    for name, start in starts.items():
        with start() as target:
            _fan_out(target, name, (100, 20, 0.3), plan)


PARTS: Final[dict[str, Callable[[Plan], None]]] = {
    "fanout": fan_out,
    "saturation": saturation,
    "split": split,
    "idle": idle,
    "commands": commands,
    "chat": chat,
    "http": http,
}
EXTRA: Final[dict[str, Callable[[Plan], None]]] = {"layers": layers}
