"""One run: people come, things fail, everything is mended, and what is left is written up."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Final

from bench.crash.history import Client, History
from bench.crash.judge import Violation, judge
from bench.crash.people import Person
from bench.crash.plan import faults
from bench.crash.record import read_room
from bench.crash.site import Site, running_site
from bench.crash.web import call

ROLES: Final = ("host", "admin", "guest", "guest")
# What a killed worker left is written down by another one, who has to notice the death first.
SETTLE_S: Final = 60.0
LOOK_EVERY_S: Final = 1.0


@dataclass(slots=True)
class Report:
    """What happened, and what was broken."""

    seed: int
    violations: list[Violation] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    figures: dict[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        failed = ", ".join(f"{count} × {kind}" for kind, count in sorted(self.failures.items()))
        figures = ", ".join(f"{value:g} {name}" for name, value in self.figures.items())
        broken = "\n".join(f"  {violation}" for violation in self.violations[:50])
        return (
            f"seed {self.seed}\nfailures: {failed}\nhistory: {figures}\n"
            f"violations: {len(self.violations)}\n{broken}"
        )


def run(
    *,
    seconds: float,
    seed: int,
    workers: int = 3,
    rooms: int = 3,
    say: Callable[[str], None] = lambda _text: None,
) -> Report:
    """Let things fail for so many seconds, then judge what is left."""
    report = Report(seed)
    with running_site(workers) as site:
        people = [one for number in range(rooms) for one in _room(site, seed, number)]
        asyncio.run(_live(site, people, report, seconds, say))
        statuses = site.stop()
        if any(statuses):
            raise RuntimeError(f"a worker did not end well: {statuses}\n{site.workers[0].log}")
    return report


def _room(site: Site, seed: int, number: int) -> list[Person]:
    """Make a room with its people, every one in the role that it will keep."""
    server = site.workers[0]
    made = [call(server, "POST", "/sessions", {}) for _ in ROLES]
    host = made[0]["token"]
    facts = {
        "name": f"room {number}",
        "media_url": "https://films.example/one.mp4",
        "settings": {"away_policy": "notice_only"},
    }
    room = call(server, "POST", "/rooms", facts, host)["id"]
    people = []
    for place, (one, role) in enumerate(zip(made, ROLES, strict=True)):
        session_id, token = one["session"]["id"], one["token"]
        call(server, "POST", f"/rooms/{room}/join", {}, token)
        if role == "admin":
            call(server, "PUT", f"/rooms/{room}/members/{session_id}", {"role": role}, host)
        dice = Random(f"{seed} {number} {place}")
        people.append(Person(Client(session_id, room, role), token, dice))
    return people


async def _live(
    site: Site, people: list[Person], report: Report, seconds: float, say: Callable[[str], None]
) -> None:
    lives = [asyncio.ensure_future(one.live(site.workers)) for one in people]
    try:
        await _fail(site, report, seconds, say)
        for one in people:
            one.is_quiet = True
        history = await _settle(site, people, report)
    finally:
        for life in lives:
            life.cancel()
        await asyncio.gather(*lives, return_exceptions=True)
    report.figures |= _figures(history, people)


async def _fail(site: Site, report: Report, seconds: float, say: Callable[[str], None]) -> None:
    began = time.monotonic()
    await asyncio.sleep(min(2.0, seconds))
    for fault in faults(report.seed, len(site.workers)):
        if time.monotonic() - began > seconds:
            return
        say(f"{time.monotonic() - began:6.1f} s  {fault.kind}")
        await asyncio.to_thread(site.suffer, fault)
        report.failures[fault.kind] += 1
        await asyncio.sleep(fault.well_s)


async def _settle(site: Site, people: list[Person], report: Report) -> History:
    """Wait until nothing is broken, or for as long as anything may take to be mended."""
    began = time.monotonic()
    while True:
        history = await asyncio.to_thread(_history, site, people)
        report.violations = judge(history)
        took_s = time.monotonic() - began
        if not report.violations or took_s > SETTLE_S:
            report.figures["s until settled"] = round(took_s, 1)
            return history
        await asyncio.sleep(LOOK_EVERY_S)


def _history(site: Site, people: list[Person]) -> History:
    tokens = {one.client.room: one.token for one in people}
    rooms = {name: read_room(site, name, token) for name, token in tokens.items()}
    clients = [one.client for one in people]
    return History(clients, rooms, list(site.apart))


def _figures(history: History, people: list[Person]) -> dict[str, float]:
    clients = history.clients
    return {
        "clients": len(clients),
        "reconnects": sum(one.reconnects for one in people),
        "commands and lines sent": sum(len(client.sent) for client in clients),
        "answered": sum(len(client.acked) for client in clients),
        "states seen": sum(len(client.seen) for client in clients),
        "s away at most": round(max(client.longest_away_s for client in clients), 1),
        "recorded": sum(len(room.lines) + len(room.chat) for room in history.rooms.values()),
    }
