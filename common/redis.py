"""Redis, where several workers share what one process keeps to itself: connection and key names."""

from functools import cache
from typing import Final

from django.conf import settings
from redis import exceptions
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff

PREFIX: Final = "xiaowo"
CONNECTIONS: Final = 16
# Whoever waits longer than this for Redis would rather be told that it is gone.
TIMEOUT_S: Final = 1.0
RETRIES: Final = 1


def connect(url: str) -> Redis:
    """Return a client for the running event loop.

    It waits for a free connection instead of raising, and tries again what a dropped connection
    lost, with growing pauses; so every call through it must be one that may be made twice.
    """
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=TIMEOUT_S,
        socket_timeout=TIMEOUT_S,
        socket_connect_timeout=TIMEOUT_S,
        retry=Retry(ExponentialWithJitterBackoff(base=0.02, cap=0.5), RETRIES),
        retry_on_error=[exceptions.ConnectionError],
    )
    return Redis(connection_pool=pool)


@cache
def shared() -> Redis:
    """Return this process's client of ``REDIS_URL``."""
    return connect(settings.REDIS_URL)


def key_of(room_id: str, what: str) -> str:
    """Return the key of one thing about one room; braces keep a room's keys on one shard."""
    return f"{PREFIX}:{{{room_id}}}:{what}"
