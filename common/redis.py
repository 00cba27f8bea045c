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
RETRIES: Final = 1


def connect(url: str) -> Redis:
    """Return a client for the running event loop, as patient as ``REDIS_PATIENCE_S``.

    It waits for a free connection instead of raising, and tries again what a dropped connection
    lost, with growing pauses; so every call through it must be one that may be made twice.
    """
    patience_s = settings.REDIS_PATIENCE_S
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=patience_s,
        socket_timeout=patience_s,
        socket_connect_timeout=patience_s,
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
