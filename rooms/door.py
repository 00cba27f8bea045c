"""One at a time through a room's door, so that no more sit down than there are seats.

In one process nothing is needed: between looking and sitting down nothing awaits. With several
workers whoever sits down holds a lock, looks at what is written down, and writes down before
letting go. Without Redis the door stands open: better one too many than nobody.
"""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import (
    AbstractAsyncContextManager,
    asynccontextmanager,
    nullcontext,
    suppress,
)
from typing import Any, Final

import msgspec
from django.conf import settings
from redis.asyncio import Redis
from redis.exceptions import RedisError

from common.outage import outage
from common.redis import key_of
from rooms.mirror import Mirror

log = logging.getLogger(__name__)

# Times ``REDIS_PATIENCE_S``: how long a door is held at most, and waited at.
HELD: Final = 5
WAIT: Final = 3

Door = Callable[[str], AbstractAsyncContextManager[Any]]


def _open(_room_id: str) -> AbstractAsyncContextManager[Any]:
    return nullcontext()


class _Way:
    """Holds the door that is in use."""

    door: Door = staticmethod(_open)


def through(room_id: str) -> AbstractAsyncContextManager[Any]:
    """Be the only one who sits down in a room."""
    return _Way.door(room_id)


def share(redis: Redis, mirror: Mirror) -> None:
    """From now on other workers have doors to the same rooms."""

    @asynccontextmanager
    async def locked(room_id: str) -> AsyncIterator[None]:
        held_s, wait_s = HELD * settings.REDIS_PATIENCE_S, WAIT * settings.REDIS_PATIENCE_S
        lock = redis.lock(key_of(room_id, "door"), timeout=held_s, blocking_timeout=wait_s)
        is_locked = False
        if outage.is_on:
            # Nothing can be locked, and whoever comes in must not wait to find out.
            yield
            return
        try:
            is_locked = await lock.acquire()
            await mirror.read(room_id)
        except (RedisError, msgspec.MsgspecError):
            outage.note()
            log.warning("a room's door cannot be locked", extra={"facts": {"room": room_id}})
        try:
            yield
        finally:
            if is_locked:
                with suppress(RedisError):
                    await mirror.flush()
                with suppress(RedisError):
                    await lock.release()

    _Way.door = staticmethod(locked)
