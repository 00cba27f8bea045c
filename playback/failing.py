"""Which films could not be played today: what pages report, of films that their rooms show.

Anybody can report anything, so a report counts only for a film that is on in the room that it
names: at most a line a day for each film that rooms show. Synchronous.
"""

from collections.abc import Iterable
from datetime import UTC, timedelta
from typing import Final

from django.db.models import F

from common import clock
from common.net import bare_address
from playback.models import FailingLink, PlaybackRecord

KEPT_DAYS: Final = 7
ADDRESS_MAX: Final = 500

# A room's code and a film's address, without its query.
Report = tuple[str, str]


def note(reports: Iterable[Report], *, now_ms: int) -> int:
    """Count reports, each room and film once; returns how many counted."""
    told = {(code.upper(), address) for code, address in reports if code and address}
    if not told:
        return 0
    rows = PlaybackRecord.objects.filter(room_id__in={code for code, _ in told})
    shown = {(row.room_id, bare_address(row.media_url)) for row in rows}
    now = clock.to_datetime(now_ms)
    for code, address in sorted(told & shown):
        link, _ = FailingLink.objects.get_or_create(
            day=now.astimezone(UTC).date(),
            address=address[:ADDRESS_MAX],
            defaults={"room_code": code, "last_at": now},
        )
        FailingLink.objects.filter(pk=link.pk).update(
            reports=F("reports") + 1, room_code=code, last_at=now
        )
    return len(told & shown)


def of_day(*, now_ms: int, most: int) -> list[FailingLink]:
    """Return today's failing links (UTC), the most reported first."""
    today = FailingLink.objects.filter(day=clock.to_datetime(now_ms).astimezone(UTC).date())
    return list(today.order_by("-reports", "-last_at")[:most])


def sweep(*, now_ms: int) -> int:
    """Forget what is older than a week; returns how many."""
    before = clock.to_datetime(now_ms).astimezone(UTC).date() - timedelta(days=KEPT_DAYS)
    deleted, _ = FailingLink.objects.filter(day__lt=before).delete()
    return deleted
