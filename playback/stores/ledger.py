"""Lines that are to be recorded, kept in Redis until the database has them.

Each worker writes its own lines down. What a dead one has left is found here by whoever leads.
"""

from collections.abc import Sequence
from typing import Any, Final

from redis.asyncio import Redis

from common import workers
from common.redis import PREFIX
from playback.stores.protocol import Line

# One hash for all rooms: line name → line. Written by ``playback.stores.shelf``.
KEY: Final = f"{PREFIX}:record"
# A line that is still here after so long was forgotten by its worker, or its removal was lost.
FORGOTTEN_MS: Final = 60_000
# Looked at in one go.
AT_ONCE: Final = 1000


class Ledger:
    """Raises ``redis.exceptions`` when Redis is gone."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def strike(self, names: Sequence[str]) -> None:
        """Remove lines; those that are not here are passed over."""
        for start in range(0, len(names), AT_ONCE):
            await self._redis.hdel(KEY, *names[start : start + AT_ONCE])

    async def left_behind(self, now_ms: int) -> list[Line]:
        """Return lines of dead workers, and forgotten ones; some of them if there are many."""
        left: list[Line] = []
        cursor = 0
        page: Any
        while True:
            cursor, page = await self._redis.hscan(KEY, cursor, count=AT_ONCE)
            left += await self._left_among(page, now_ms)
            if cursor == 0 or len(left) >= AT_ONCE:
                return left

    async def _left_among(self, page: dict[bytes, bytes], now_ms: int) -> list[Line]:
        lines = [Line(name.decode(errors="replace"), text) for name, text in page.items()]
        dead = await workers.dead_among(
            self._redis, {workers.worker_of(line.name) for line in lines}
        )
        return [
            line
            for line in lines
            if workers.worker_of(line.name) in dead
            or now_ms - workers.made_at_ms(line.name) > FORGOTTEN_MS
        ]

    async def count(self) -> int:
        """Return how many lines wait for the database."""
        return await self._redis.hlen(KEY)
