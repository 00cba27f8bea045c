"""Against guessing: wrong passwords and unknown room codes are counted per address.

Ten wrong passwords or twenty unknown codes within ten minutes shut the door for ten minutes
(SPEC §2). Counted in Django's cache, so workers that share a cache share the counts.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Final

from django.core.cache import cache
from redis.exceptions import RedisError

from common.errors import Code, Problem
from common.net import caller_key
from common.outage import outage
from common.passes import passes

log = logging.getLogger(__name__)

WINDOW_S: Final = 600
LIMITS: Final = {Code.WRONG_PASSWORD: 10, Code.ROOM_NOT_FOUND: 20}


def is_shut(*, ip: str) -> bool:
    """Tell whether this address guessed too often."""
    return _is_shut(*(_name(code, ip) for code in LIMITS))


def check(*, ip: str) -> None:
    """Raise ``Problem(TOO_MANY)`` while this address is shut out."""
    if is_shut(ip=ip):
        raise _too_many()


def count(*, ip: str, code: Code) -> None:
    """Count one bad guess of a kind that is counted here; the last one shuts the door."""
    if code is Code.ROOM_NOT_FOUND and _add(_name(code, ip), 1) >= LIMITS[code]:
        _shut(_name(code, ip))


def try_password(*, ip: str, is_right: Callable[[], bool]) -> bool:
    """Judge a room's password; raises ``Problem(TOO_MANY)`` while this address is shut out."""
    check(ip=ip)
    code = Code.WRONG_PASSWORD
    return try_guess({_name(code, ip): LIMITS[code]}, is_right)


def try_guess(limits: Mapping[str, int], is_right: Callable[[], bool]) -> bool:
    """Judge a guess, counted under each name before it is looked at: many at once gain nothing.

    ``limits`` says how many wrong ones each name may have within ten minutes. Raises
    ``Problem(TOO_MANY)`` without looking once one of them is reached.
    """
    if _is_shut(*limits):
        raise _too_many()
    over = [name for name, limit in limits.items() if _add(name, 1) > limit]
    if over:
        for name in over:
            _shut(name)
        raise _too_many()
    is_good = is_right()
    for name, limit in limits.items():
        # A right guess takes its own count back.
        if _add(name, -1 if is_good else 0) >= limit and not is_good:
            _shut(name)
    return is_good


def spend(limits: Mapping[str, int]) -> None:
    """Count one use of something under each name.

    ``limits`` as in ``try_guess``; raises ``Problem(TOO_MANY)`` when one of them is used up.
    """
    try_guess(limits, lambda: False)


def _name(code: Code, ip: str) -> str:
    return f"{int(code)}:{caller_key(ip)}"


def _is_shut(*names: str) -> bool:
    with _or_uncounted():
        return not outage.is_on and bool(cache.get_many([f"guess:shut:{name}" for name in names]))
    return False


def _add(name: str, step: int) -> int:
    key = f"guess:count:{name}"
    if outage.is_on:
        return 0
    with _or_uncounted(), suppress(ValueError):
        cache.add(key, 0, WINDOW_S)
        # A ValueError means that the window ended between the two calls.
        return int(cache.incr(key, step))
    return 0


def _shut(name: str) -> None:
    with _or_uncounted():
        if not outage.is_on:
            cache.set(f"guess:shut:{name}", 1, WINDOW_S)
    passes.drop()


@contextmanager
def _or_uncounted() -> Iterator[None]:
    """Without the shared cache nobody can count; people still come in."""
    try:
        yield
    except RedisError:
        outage.note()
        log.warning("guesses cannot be counted")


def _too_many() -> Problem:
    return Problem(Code.TOO_MANY, retry_after_s=WINDOW_S)
