"""How long people watched, from the lines of a room's logs. Pure; times in ms."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple


class Span(NamedTuple):
    """From when to when."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Command:
    """One accepted command: what it is called in the log, where the film was (s), its rate."""

    kind: str
    at: int
    position: float = 0.0
    rate: float = 1.0
    media_url: str = ""


class Act(NamedTuple):
    """Somebody came or went, or the room was closed, which sends everybody out (``who`` is "")."""

    is_coming: bool
    who: str
    at: int


def runs(commands: Sequence[Command], *, until: int, media_url: str, duration: float) -> list[Span]:
    """Return when the film ran, of commands in their order.

    The server itself holds a running film and lets a held one go on. The length (s, 0 for unknown)
    is known of the film that is on now; of an earlier one a run ends with the next command.
    """
    spans: list[Span] = []
    is_running = False
    ends = [*(following.at for following in commands[1:]), until]
    # Without a command there is nothing to end.
    for command, end in zip(commands, ends, strict=False):
        is_running = _runs_after(command.kind, is_running)
        if not is_running:
            continue
        if duration and command.media_url == media_url:
            left_ms = max(0.0, duration - command.position) / command.rate * 1000
            end = min(end, command.at + round(left_ms))
        spans.append(Span(command.at, max(command.at, end)))
    return spans


def _runs_after(kind: str, was_running: bool) -> bool:
    match kind:
        case "play":
            return True
        case "pause" | "media":
            return False
        case "system":
            return not was_running
    return was_running


def stays(acts: Iterable[Act], *, until: int) -> list[Span]:
    """Return when somebody was in the room, once for each who was."""
    here: dict[str, int] = {}
    spans: list[Span] = []
    for act in acts:
        if act.is_coming:
            here.setdefault(act.who, act.at)
            continue
        for who in [act.who] if act.who else list(here):
            if who in here:
                spans.append(Span(here.pop(who), act.at))
    return [*spans, *(Span(start, until) for start in here.values())]


def watched_ms(stayed: Iterable[Span], ran: Sequence[Span], *, within: Span) -> int:
    """Return for how long altogether somebody was there while the film ran.

    The runs are in their order and do not overlap, as ``runs`` makes them; n stays and m runs cost
    n log m steps.
    """
    clock = _RunClock(ran)
    return sum(
        max(0, clock.ran_until(min(stay.end, within.end))
            - clock.ran_until(max(stay.start, within.start)))
        for stay in stayed
    )  # fmt: skip


class _RunClock:
    """For how long the film had run at any moment; it never goes backwards."""

    def __init__(self, ran: Sequence[Span]) -> None:
        self._ran = ran
        self._starts = [run.start for run in ran]
        self._before = [0, *accumulate(run.end - run.start for run in ran)]

    def ran_until(self, at: int) -> int:
        """Return how much of the runs lies before ``at``, ms."""
        begun = bisect_right(self._starts, at)
        if begun == 0:
            return 0
        # The last that has begun may be going on.
        return self._before[begun] - max(0, self._ran[begun - 1].end - at)
