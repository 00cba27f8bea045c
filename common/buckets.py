"""Token buckets: so many a second, and a burst on top; in memory, or in Redis for all workers.

Several buckets are taken from together: all of them give, or none does.
"""

import logging
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

from common.redis import PREFIX

log = logging.getLogger(__name__)

# Buckets that are full again say nothing; they are looked for when there are so many.
SWEEP_ABOVE: Final = 10_000
# Nothing is tried for so long after a failure.
DOWN_S: Final = 1.0

# KEYS: buckets. ARGV: for each its rate a second and its burst. Returns {ms to wait, which one};
# 0 when all have given. One clock for all workers: that of Redis.
TAKE: Final = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local levels, wait, which = {}, 0, 0
for i, key in ipairs(KEYS) do
  local rate, burst = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local found = redis.call('HMGET', key, 'level', 'at')
  local level, at = tonumber(found[1]) or burst, tonumber(found[2]) or now
  level = math.min(burst, level + math.max(0, now - at) / 1000 * rate)
  levels[i] = level
  local missing = math.ceil((1 - level) / rate * 1000)
  if missing > wait then wait, which = missing, i end
end
if wait > 0 then return {wait, which} end
for i, key in ipairs(KEYS) do
  local rate, burst = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  redis.call('HSET', key, 'level', tostring(levels[i] - 1), 'at', now)
  redis.call('PEXPIRE', key, math.ceil(burst / rate * 1000) + 1000)
end
return {0, 0}
"""


@dataclass(frozen=True, slots=True)
class Want:
    """One from a bucket: its name, what flows in a second, and what fits in."""

    name: str
    per_s: float
    burst: float


@dataclass(frozen=True, slots=True)
class Wait:
    """How long until the emptiest bucket gives one, ms, and which of those wanted it is."""

    ms: int
    index: int


class Buckets(Protocol):
    """Both kinds of buckets."""

    async def take(self, wants: Sequence[Want]) -> Wait | None:
        """Take one from each; None when all gave, else nothing was taken."""


class MemoryBuckets:
    """The buckets of one process."""

    def __init__(self) -> None:
        # Name → level, when it was so (monotonic s), when it will be full.
        self._levels: dict[str, tuple[float, float, float]] = {}

    async def take(self, wants: Sequence[Want]) -> Wait | None:
        """Take one from each."""
        return self.take_now(wants, time.monotonic())

    def take_now(self, wants: Sequence[Want], now_s: float) -> Wait | None:
        """Take at a given time, monotonic s."""
        levels = [self._level(want, now_s) for want in wants]
        missing = [(1 - level) / want.per_s for level, want in zip(levels, wants, strict=True)]
        longest = max(missing)
        if longest > 0:
            return Wait(math.ceil(longest * 1000), missing.index(longest))
        for want, level in zip(wants, levels, strict=True):
            full_s = now_s + (want.burst - level + 1) / want.per_s
            self._levels[want.name] = level - 1, now_s, full_s
        if len(self._levels) > SWEEP_ABOVE:
            self._sweep(now_s)
        return None

    def give_back(self, wants: Sequence[Want]) -> None:
        """Undo a taking: what was paid for did not happen."""
        for want in wants:
            if kept := self._levels.get(want.name):
                level, at_s, full_s = kept
                self._levels[want.name] = min(want.burst, level + 1), at_s, full_s

    def _level(self, want: Want, now_s: float) -> float:
        level, at_s, _full_s = self._levels.get(want.name, (want.burst, now_s, now_s))
        # A clock that was set back takes nothing from anybody.
        return min(want.burst, level + max(0.0, now_s - at_s) * want.per_s)

    def _sweep(self, now_s: float) -> None:
        self._levels = {name: kept for name, kept in self._levels.items() if kept[2] > now_s}
        if len(self._levels) > SWEEP_ABOVE:
            # Ten thousand callers that are all under way: begin anew rather than grow.
            self._levels.clear()

    def __len__(self) -> int:
        return len(self._levels)


class RedisBuckets:
    """The buckets of all workers; while Redis is gone each worker has its own."""

    def __init__(self, redis: Redis) -> None:
        self._take = redis.register_script(TAKE)
        self._own = MemoryBuckets()
        self._down_until = 0.0

    async def take(self, wants: Sequence[Want]) -> Wait | None:
        """Take one from each, in one round trip."""
        if time.monotonic() >= self._down_until:
            try:
                return await self._take_there(wants)
            except RedisError:
                log.warning("limits cannot be shared; this worker counts for itself")
                self._down_until = time.monotonic() + DOWN_S
        return await self._own.take(wants)

    async def _take_there(self, wants: Sequence[Want]) -> Wait | None:
        # Braces keep them on one shard, as a script needs it.
        keys = [f"{PREFIX}:{{limits}}:{want.name}" for want in wants]
        arguments = [value for want in wants for value in (want.per_s, want.burst)]
        found: Any = await self._take(keys=keys, args=arguments)
        return Wait(int(found[0]), int(found[1]) - 1) if found[0] else None
