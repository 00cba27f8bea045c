"""What the desk's start page says of today."""

from dataclasses import dataclass
from typing import Final

from django.core.cache import cache
from redis.exceptions import RedisError

from common import clock
from common.outage import outage
from rooms.models import MessageReport, ReportState, Room, Status
from rooms.presence import presence
from rooms.services import tally
from sessions_app.selectors import count_seen_since

KEPT_S: Final = 60
DAY_MS: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class Today:
    """Numbers of now, and of the day (UTC); ``watched_s`` is the sum over all people, s."""

    connections: int
    rooms_in_use: int
    rooms_open: int
    rooms_opened: int
    people: int
    watched_s: int
    open_reports: int


def look() -> Today:
    """Return the numbers; those of the day are counted once a minute."""
    now_ms = clock.cloud_ms()
    in_use = presence.in_use()
    opened, people, watched_s = _kept_of_day(now_ms) or _of_day(now_ms)
    return Today(
        connections=in_use.connections,
        rooms_in_use=in_use.rooms_in_use,
        rooms_open=Room.objects.filter(status=Status.ACTIVE).count(),
        rooms_opened=opened,
        people=people,
        watched_s=watched_s,
        open_reports=MessageReport.objects.filter(state=ReportState.OPEN).count(),
    )


def _kept_of_day(now_ms: int) -> tuple[int, int, int] | None:
    if outage.is_on:
        return None
    try:
        return cache.get_or_set("desk:today", lambda: _of_day(now_ms), KEPT_S)
    except RedisError:
        outage.note()
        return None


def _of_day(now_ms: int) -> tuple[int, int, int]:
    numbers = tally.of_day(now_ms=now_ms)
    people = count_seen_since(since_ms=now_ms - now_ms % DAY_MS)
    return numbers.rooms, people, numbers.watched_s
