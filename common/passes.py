"""What was allowed a moment ago, so that reads need not ask the database over and over.

Only a "yes" is kept, and whoever takes a right away drops all of them at once; a "no" is always
asked anew. What another worker takes away holds here until the copy is too old.
"""

from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

from django.db import transaction

from common.db import in_db

T = TypeVar("T")

MOST: Final = 50_000


class Passes:
    """Dated answers by key. May be used from several threads."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[Any, int, int]] = {}
        self._turn = 0

    def get(self, key: Hashable, now_ms: int) -> Any:
        """Return what was kept, or None when that was never, too long ago, or dropped since."""
        value, until_ms, turn = self._kept.get(key, (None, 0, -1))
        return value if turn == self._turn and now_ms < until_ms else None

    async def ask(
        self, key: Hashable, now_ms: int, keep_ms: int, function: Callable[[], T | None]
    ) -> T | None:
        """Return what was kept, else ask on the database thread; None means no.

        Raises what the function raises; that is no either.
        """
        known: T | None = self.get(key, now_ms)
        if known is not None:
            return known
        turn = self._turn
        answer = await in_db(function)
        if len(self._kept) >= MOST:
            self._kept.clear()
        if answer is not None:
            # Asked before something was taken away: then it counts for nothing.
            self._kept[key] = answer, now_ms + keep_ms, turn
        return answer

    def drop(self) -> None:
        """Forget everything."""
        self._turn += 1
        self._kept.clear()


passes = Passes()


def take_away() -> None:
    """To be called by whoever takes a right away: at once, and again when it is written."""
    passes.drop()
    transaction.on_commit(passes.drop)
