"""The cloud clock of many workers: Redis' own, read through the filter that pages use.

Delay only ever adds. So the least delay seen on the way there and the least on the way back, from
different questions, bound the difference of the clocks from both sides; a busy moment of either
side does not matter.
"""

import time
from typing import Final

from redis.asyncio import Redis

from common import clock

QUESTIONS: Final = 8


async def read_base(redis: Redis) -> float:
    """Return Redis' clock minus this process's monotonic clock, ms."""
    forward = backward = float("inf")
    for _ in range(QUESTIONS):
        asked = time.monotonic() * 1000
        seconds, micros = await redis.time()
        answered = time.monotonic() * 1000
        there = seconds * 1000 + micros / 1000
        forward = min(forward, there - asked)
        backward = min(backward, answered - there)
    return (forward - backward) / 2


async def begin(redis: Redis) -> None:
    """Take over Redis' clock, before any room is open in this process."""
    clock.set_base(await read_base(redis))


async def follow(redis: Redis) -> float:
    """Lean towards Redis' clock; returns what is still missing, ms."""
    return clock.lean(await read_base(redis))
