"""From which sites films may be shown: a list in the admin, known here by heart.

It holds for making rooms, for changing the film and for the proxy alike; a film that is on when
its site is forbidden plays on, and does not come again.
"""

import logging
from collections.abc import Mapping
from typing import Final

from django.db import DatabaseError
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.translation import gettext_noop

from common import clock
from common.db import in_db
from common.errors import Code, Problem
from playback.hostnames import host_of, verdict_on
from playback.models import MediaHostRule

log = logging.getLogger(__name__)

# What the admin of another worker wrote is known here after so long.
KEEP_MS: Final = 2_000
NOT_ALLOWED: Final = gettext_noop("The operator of this server allows no films from this site")


class HostBook:
    """The list as it was a moment ago."""

    def __init__(self) -> None:
        self._rules: Mapping[str, bool] = {}
        self._read_ms: int | None = None

    async def refresh(self, now_ms: int) -> None:
        """Read the list unless that was done a moment ago; without a database the last counts."""
        if self._read_ms is not None and 0 <= now_ms - self._read_ms < KEEP_MS:
            return
        try:
            self._rules = await in_db(_all_rules)
        except (Problem, DatabaseError):
            log.warning("the list of media hosts cannot be read; the last one counts")
        self._read_ms = now_ms

    def forget(self) -> None:
        """Read anew next time."""
        self._read_ms = None

    def denies(self, host: str) -> bool:
        """Tell whether films of a host, in its one spelling, may not be shown."""
        return verdict_on(host, self._rules) is False


def _all_rules() -> dict[str, bool]:
    return dict(MediaHostRule.objects.values_list("host", "is_allowed"))


book = HostBook()


async def require_allowed(url: str, *, field: str = "media_url") -> None:
    """Raise ``Problem(MEDIA_INVALID)`` for a link to a site that the operator does not allow.

    A path on this server is always allowed; ``field`` is what the caller's field is called.
    """
    if url.startswith("/"):
        return
    await book.refresh(clock.cloud_ms())
    if book.denies(host_of(url)):
        raise refusal(field)


def refusal(field: str) -> Problem:
    """Return what is told of a site that is not allowed."""
    return Problem(Code.MEDIA_INVALID, details={field: ["site"]}, sentence=NOT_ALLOWED)


@receiver((post_save, post_delete), sender=MediaHostRule)
def _forget(**_: object) -> None:
    book.forget()
