"""How often anybody may call: the whole server, one address, one session.

Source: SPEC §9. Shared by all workers through Redis; whoever is told to wait is told how long.
"""

import math
from hashlib import blake2b

from django.conf import settings

from common import metrics
from common.buckets import Buckets, MemoryBuckets, RedisBuckets, Want
from common.errors import Code, Problem
from common.net import caller_key
from common.redis import shared
from sessions_app.addresses import book

buckets: Buckets = RedisBuckets(shared()) if settings.REDIS_URL else MemoryBuckets()


async def let_in(*, ip: str, token: str, now_ms: int) -> None:
    """Count one call of an address, and of a session if it shows a token.

    Raises ``Problem`` TOO_MANY with when to come back, or NOT_PERMITTED for an address that the
    list in the admin shuts out. An address that it lets in is not counted.
    """
    if not settings.RATE_LIMIT_ENABLED:
        return
    verdict = await book.judge(ip, now_ms)
    if verdict is True:
        return
    if verdict is False:
        metrics.limited.labels("denied").inc()
        raise Problem(Code.NOT_PERMITTED, details={"address": ["denied"]})
    wants = _wants(ip, token)
    wait = await buckets.take(wants)
    if wait is not None:
        metrics.limited.labels(_KINDS[wait.index]).inc()
        raise Problem(Code.TOO_MANY, retry_after_s=math.ceil(wait.ms / 1000))


async def spend(what: str, *, ip: str, per_s: float, burst: int) -> None:
    """Count one use of something that is narrower than all calls, for an address.

    Raises ``Problem(TOO_MANY)`` with when to come back.
    """
    if not settings.RATE_LIMIT_ENABLED:
        return
    wait = await buckets.take([Want(f"{what}:{caller_key(ip)}", per_s, burst)])
    if wait is not None:
        metrics.limited.labels("address").inc()
        raise Problem(Code.TOO_MANY, retry_after_s=math.ceil(wait.ms / 1000))


_KINDS = ("server", "address", "session")


def _wants(ip: str, token: str) -> list[Want]:
    wants = [
        Want("server", settings.RATE_LIMIT_PER_S, settings.RATE_LIMIT_BURST),
        Want(f"ip:{caller_key(ip)}", settings.RATE_LIMIT_IP_PER_S, settings.RATE_LIMIT_IP_BURST),
    ]
    if token:
        # The token itself has no business in Redis.
        name = blake2b(token.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
        session = settings.RATE_LIMIT_SESSION_PER_S, settings.RATE_LIMIT_SESSION_BURST
        wants.append(Want(f"session:{name}", *session))
    return wants
