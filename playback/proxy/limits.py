"""How often and how many at once. Requests are counted among all workers, streams in each."""

import logging
from collections import Counter
from contextlib import suppress
from typing import Final

from django.core.cache import cache
from redis.exceptions import RedisError

from common import metrics
from common.errors import Code, Problem

log = logging.getLogger("xiaowo.proxy")

WINDOW_S: Final = 60
# One address may hold this part of all streams, and at least some.
_SHARE: Final = 4
_LEAST: Final = 4


def count(what: str, who: str, *, limit: int) -> None:
    """Count one request within a minute; raises ``Problem(TOO_MANY)`` beyond the limit."""
    key = f"proxy:{what}:{who}"
    try:
        cache.add(key, 0, WINDOW_S)
        # A ValueError means that the window ended between the two calls.
        with suppress(ValueError):
            if int(cache.incr(key)) > limit:
                raise Problem(Code.TOO_MANY, retry_after_s=WINDOW_S)
    except RedisError:
        log.warning("requests to the proxy cannot be counted")


class Streams:
    """Who holds how many streams open in this process."""

    def __init__(self) -> None:
        self.held: Counter[str] = Counter()

    def take(self, who: str, *, limit: int) -> None:
        """Hold one more; raises ``Problem(TOO_MANY)`` and holds none when there are enough."""
        own_limit = max(_LEAST, limit // _SHARE)
        if self.held.total() >= limit or self.held[who] >= own_limit:
            raise Problem(Code.TOO_MANY, retry_after_s=1)
        self.held[who] += 1
        metrics.proxy_streams.inc()

    def give_back(self, who: str) -> None:
        """Hold one less."""
        self.held[who] -= 1
        metrics.proxy_streams.dec()
        if self.held[who] <= 0:
            del self.held[who]


streams = Streams()
