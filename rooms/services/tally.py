"""The numbers of a day: of the rooms that are there, and of those that are gone. Synchronous.

Days are UTC's. A room's logs go with it, so it leaves its numbers when it is deleted.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from django.db.models import F, QuerySet

from common import clock
from rooms.models import ActivityType, DayTally, MessageType, Room, RoomActivity, SyncMessage
from rooms.ports import screen
from rooms.watching import Act, Command, Span, runs, stays, watched_ms

DAY_MS: Final = 86_400_000
_GOING: Final = (
    ActivityType.MEMBER_LEFT, ActivityType.MEMBER_KICKED, ActivityType.ROOM_ARCHIVED,
)  # fmt: skip
_COMMANDS: Final = (
    MessageType.PLAY, MessageType.PAUSE, MessageType.SEEK, MessageType.SPEED,
    MessageType.MEDIA, MessageType.SYSTEM,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Numbers:
    """Rooms opened on a day, and how long people watched in all, s."""

    rooms: int
    watched_s: int


def of_day(*, now_ms: int) -> Numbers:
    """Return today's numbers."""
    day = _day_of(now_ms)
    kept = DayTally.objects.filter(day=day).first() or DayTally(day=day)
    live = _measure(Room.objects.all(), day, now_ms)
    return Numbers(kept.rooms + live.rooms, kept.watched_s + live.watched_s)


def keep(rooms: "QuerySet[Room]", *, now_ms: int) -> None:
    """Add the numbers of rooms to the tallies, in the transaction that deletes them.

    Of today and yesterday: a room that is deleted has been empty for an hour.
    """
    if not rooms.exists():
        return
    today = _day_of(now_ms)
    for day in (today - timedelta(days=1), today):
        left = _measure(rooms, day, now_ms)
        if left.rooms or left.watched_s:
            DayTally.objects.get_or_create(day=day)
            DayTally.objects.filter(day=day).update(
                rooms=F("rooms") + left.rooms, watched_s=F("watched_s") + left.watched_s
            )


def _day_of(now_ms: int) -> date:
    return clock.to_datetime(now_ms).astimezone(UTC).date()


def _measure(rooms: "QuerySet[Room]", day: date, now_ms: int) -> Numbers:
    start_ms = clock.to_ms(datetime(day.year, day.month, day.day, tzinfo=UTC))
    within = Span(start_ms, min(start_ms + DAY_MS, now_ms))
    begin, end = clock.to_datetime(start_ms), clock.to_datetime(start_ms + DAY_MS)
    opened = rooms.filter(created_at__gte=begin, created_at__lt=end).count()
    used = list(rooms.filter(last_active_at__gte=begin - timedelta(days=1)))
    ids = [room.pk for room in used]
    since = begin - timedelta(days=1)
    acts, commands = _acts(ids, since), _commands(ids, since)
    shown = screen().views(list(commands), now_ms=now_ms)
    watched = 0
    for room_id, given in commands.items():
        view = shown[room_id]
        ran = runs(given, until=now_ms, media_url=view.media_url, duration=view.duration)
        watched += watched_ms(stays(acts[room_id], until=now_ms), ran, within=within)
    return Numbers(opened, watched // 1000)


def _acts(room_ids: list[str], since: datetime) -> dict[str, list[Act]]:
    kinds = (ActivityType.MEMBER_JOINED, *_GOING)
    lines = RoomActivity.objects.filter(
        room_id__in=room_ids, activity_type__in=kinds, created_at__gte=since
    )
    found: dict[str, list[Act]] = defaultdict(list)
    names = ("room_id", "activity_type", "actor_session_id", "target_session_id", "created_at")
    for room_id, kind, actor, target, at in lines.order_by("id").values_list(*names).iterator():
        is_end = kind == ActivityType.ROOM_ARCHIVED
        who = "" if is_end else target if kind == ActivityType.MEMBER_KICKED else actor
        # Whose session is gone by now is known by nobody any more.
        if who is not None:
            is_coming = kind == ActivityType.MEMBER_JOINED
            found[room_id].append(Act(is_coming, str(who), clock.to_ms(at)))
    return found


def _commands(room_ids: list[str], since: datetime) -> dict[str, list[Command]]:
    lines = SyncMessage.objects.filter(
        room_id__in=room_ids, message_type__in=_COMMANDS, server_timestamp__gte=since
    )
    found: dict[str, list[Command]] = defaultdict(list)
    names = ("room_id", "message_type", "server_timestamp", "payload")
    for line in lines.order_by("id").only(*names).iterator():
        # Another title stops nothing; nor does its line say where the film was then.
        if "title_only" not in line.payload:
            found[str(line.room_id)].append(_command(line))
    return found


def _command(line: SyncMessage) -> Command:
    told: dict[str, Any] = line.payload
    return Command(
        kind=line.message_type,
        at=clock.to_ms(line.server_timestamp),
        position=_number(told.get("current_time"), 0.0),
        rate=_number(told.get("playback_rate"), 1.0),
        media_url=str(told.get("media_url", "")),
    )


def _number(told: Any, default: float) -> float:
    """Return a positive number of the log; damage must not keep the room alive."""
    return float(told) if isinstance(told, int | float) and told > 0 else default
