"""Against guessing: wrong passwords and unknown room codes are counted per address.

Ten wrong passwords or twenty unknown codes within ten minutes shut the door for ten minutes
(SPEC §2). Counted in Django's cache, so workers that share a cache share the counts.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

from django.core.cache import cache
from redis.exceptions import RedisError

from common.errors import Code, Problem
from common.passes import passes

log = logging.getLogger(__name__)

WINDOW_S: Final = 600
LIMITS: Final = {Code.WRONG_PASSWORD: 10, Code.ROOM_NOT_FOUND: 20}


def _key(kind: str, code: Code, ip: str) -> str:
    return f"guess:{kind}:{int(code)}:{ip}"


def is_shut(*, ip: str) -> bool:
    """Tell whether this address guessed too often."""
    with _or_uncounted():
        return any(cache.get(_key("shut", code, ip)) for code in LIMITS)
    return False


def check(*, ip: str) -> None:
    """Raise ``Problem(TOO_MANY)`` while this address is shut out."""
    if is_shut(ip=ip):
        raise _too_many()


def count(*, ip: str, code: Code) -> None:
    """Count one bad guess of a kind that is counted here; the last one shuts the door."""
    if code is Code.ROOM_NOT_FOUND and _add(ip, code, 1) >= LIMITS[code]:
        _shut(ip, code)


def try_password(*, ip: str, is_right: Callable[[], bool]) -> bool:
    """Judge a password, counted before it is looked at, so that many at once gain nothing.

    Raises ``Problem(TOO_MANY)`` without looking once the limit is reached.
    """
    code = Code.WRONG_PASSWORD
    check(ip=ip)
    if _add(ip, code, 1) > LIMITS[code]:
        _shut(ip, code)
        raise _too_many()
    if is_right():
        _add(ip, code, -1)
        return True
    if _add(ip, code, 0) >= LIMITS[code]:
        _shut(ip, code)
    return False


def _add(ip: str, code: Code, step: int) -> int:
    key = _key("count", code, ip)
    with _or_uncounted(), suppress(ValueError):
        cache.add(key, 0, WINDOW_S)
        # A ValueError means that the window ended between the two calls.
        return int(cache.incr(key, step))
    return 0


def _shut(ip: str, code: Code) -> None:
    with _or_uncounted():
        cache.set(_key("shut", code, ip), 1, WINDOW_S)
    passes.drop()


@contextmanager
def _or_uncounted() -> Iterator[None]:
    """Without the shared cache nobody can count; people still come in."""
    try:
        yield
    except RedisError:
        log.warning("guesses cannot be counted")


def _too_many() -> Problem:
    return Problem(Code.TOO_MANY, retry_after_s=WINDOW_S)
