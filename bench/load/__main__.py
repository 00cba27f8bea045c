"""How much does one process carry? Real sockets, a real server, beside the naive way.

.venv/bin/python -m bench.load [fanout] [saturation] [idle] [http] [--runs 3]

Server on core 0, generator on the others. Yardstick: the consumer of the Channels tutorial over the
Redis channel layer, in the same run. Loopback only, bounded, ends by itself.
"""

import argparse
import resource
import statistics
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from bench.drift.figures import percentile
from bench.drift.machine import LoadMeter, describe
from bench.load import generator, http_load, targets
from bench.load.targets import Target

FILES = 60_000
SHAPES = ((1, 7, 10.0), (100, 7, 1.0), (100, 20, 1.0), (1, 200, 5.0), (10, 200, 2.0))
STEP = 1.3
LATE_S = 0.05
Start = Callable[[], AbstractContextManager[Target]]
TARGETS: dict[str, Start] = {"xiaowo": targets.xiaowo, "naive": targets.naive}


def enter_all(target: Target, rooms: int, members: int) -> list[list[generator.Client]]:
    """Bring everybody in."""
    return generator.connect(target.port, target.fill(rooms, members), targets.enter)


def leave_all(rooms: list[list[generator.Client]]) -> None:
    """Hang up."""
    for room in rooms:
        for client in room:
            client.socket.close()


def fan_out(runs: int) -> None:
    """Print delays and CPU per delivery for rooms of several shapes."""
    print("\nfrom a command to every member, ms; CPU of the server in µs per delivery")
    print(f"{'':<26}{'p50':>8}{'p95':>8}{'p99':>8}{'max':>9}{'share':>8}{'cpu µs':>8}{'steal':>7}")
    for rooms, members, rate in SHAPES:
        for name, start in TARGETS.items():
            for _ in range(runs):
                with start() as target:
                    inside = enter_all(target, rooms, members)
                    load, cpu_s = LoadMeter(), target.cpu_s()
                    tally = generator.run(inside, rate, 8)
                    cpu_s, steal = target.cpu_s() - cpu_s, load.read().steal
                    leave_all(inside)
                _show(
                    f"{name} {rooms}x{members} at {rate:g}",
                    tally,
                    rooms,
                    members,
                    rate,
                    cpu_s,
                    steal,
                )


def _show(
    name: str,
    tally: generator.Tally,
    rooms: int,
    members: int,
    rate: float,
    cpu_s: float,
    steal: float,
) -> None:
    delays = sorted(tally.delays)
    if not delays:
        print(f"{name:<26}nothing arrived; {tally.errors} errors, {tally.closed} closed")
        return
    figures = [percentile(delays, share) * 1000 for share in (0.5, 0.95, 0.99)] + [
        delays[-1] * 1000
    ]
    share = len(delays) / (int(rate * 8 * rooms) * members)
    cells = "".join(f"{figure:>8.2f}" for figure in figures[:3]) + f"{figures[3]:>9.2f}"
    cells += f"{share:>8.3f}{cpu_s / len(delays) * 1e6:>8.0f}{steal:>7.2f}"
    trouble = (
        f"  {tally.errors} errors, {tally.closed} closed" if tally.errors + tally.closed else ""
    )
    print(f"{name:<26}{cells}{trouble}", flush=True)


def saturation(runs: int) -> None:
    """Print the most deliveries a second at which 99 % come within 50 ms: 100 rooms of 20."""
    print("\nmost deliveries/s with p99 < 50 ms, 100 rooms x 20 members")
    best: dict[str, list[float]] = {name: [] for name in TARGETS}
    for _ in range(runs):
        for name, start in TARGETS.items():
            with start() as target:
                inside = enter_all(target, 100, 20)
                found = _climb(inside, 0.3 if name == "naive" else 3.0)
                leave_all(inside)
            best[name].append(found)
            print(f"{name:<10}{found:>10.0f}", flush=True)
    middle = {name: statistics.median(found) for name, found in best.items()}
    print(f"median: {middle}; ratio {middle['xiaowo'] / middle['naive']:.1f}")


def _climb(inside: list[list[generator.Client]], rate: float) -> float:
    """Raise the rate until two steps in a row are too much; returns the last good deliveries/s."""
    good, bad = 0.0, 0
    while bad < 2:
        tally = generator.run(inside, rate, 4)
        expected = int(rate * 4 * len(inside)) * len(inside[0])
        delays = sorted(tally.delays)
        held = len(delays) > 0.99 * expected and percentile(delays, 0.99) < LATE_S
        if held:
            good, bad = expected / 4, 0
        else:
            bad += 1
            if tally.closed:
                break
        rate *= STEP
    return good


def idle(_runs: int) -> None:
    """Print memory for each idle socket, and how fast they come in."""
    print(f"\nidle sockets in one process\n{'sockets':>10}{'KB each':>10}{'in/s':>8}{'cpu %':>8}")
    for count in (1000, 2000, 5000, 10_000):
        with targets.xiaowo() as target:
            people = target.fill(count // 20, 20)
            leave_all(generator.connect(target.port, people[:2], targets.enter))
            time.sleep(1)
            before, began = target.rss_bytes(), time.perf_counter()
            inside = generator.connect(target.port, people[2:], targets.enter)
            spent = time.perf_counter() - began
            sockets = sum(map(len, inside))
            time.sleep(2)
            each = (target.rss_bytes() - before) / sockets / 1024
            cpu_s = target.cpu_s()
            time.sleep(10)
            busy = (target.cpu_s() - cpu_s) * 10
            print(f"{sockets:>10}{each:>10.1f}{sockets / spent:>8.0f}{busy:>8.1f}", flush=True)
            leave_all(inside)


def http(runs: int) -> None:
    """Print requests a second for reading and for changing a room."""
    print(f"\nHTTP on 16 connections\n{'':<18}{'req/s':>8}{'p50 ms':>8}{'p99 ms':>8}{'failed':>8}")
    for _ in range(runs):
        with targets.xiaowo() as target:
            place = target.fill(1, 1)[0]
            for name, request in _requests(place).items():
                found = http_load.run(target.port, request, 8)
                p50, p99 = (percentile(found.delays, share) * 1000 for share in (0.5, 0.99))
                cells = f"{found.per_s:>8.0f}{p50:>8.1f}{p99:>8.1f}{found.failed:>8}"
                print(f"{name:<18}{cells}", flush=True)


def _requests(place: dict) -> dict[str, Callable[[int], bytes]]:
    head = f"Host: 127.0.0.1\r\nAuthorization: Bearer {place['tokens'][0]}\r\n"
    where = f"/api/v1/rooms/{place['room']}"

    def seek(number: int) -> bytes:
        body = f'{{"current_time": {number}}}'
        return (
            f"POST {where}/seek HTTP/1.1\r\n{head}Content-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    read = f"GET {where}/playback HTTP/1.1\r\n{head}\r\n".encode()
    return {"GET playback": lambda _number: read, "POST seek": seek}


PARTS = {"fanout": fan_out, "saturation": saturation, "idle": idle, "http": http}


def main() -> None:
    """Read the arguments, run the parts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all without")
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    limit = min(FILES, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    print(describe())
    for name, part in PARTS.items():
        if not args.parts or name in args.parts:
            part(args.runs)


if __name__ == "__main__":
    main()
