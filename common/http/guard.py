"""Against guessing: wrong passwords and unknown room codes are counted per address.

Ten wrong passwords or twenty unknown codes within ten minutes shut the door for ten minutes
(SPEC §2). Counted in Django's cache, so workers that share a cache share the counts.
"""

from typing import Final

from django.core.cache import cache

from common.errors import Code, Problem

WINDOW_S: Final = 600
LIMITS: Final = {Code.WRONG_PASSWORD: 10, Code.ROOM_NOT_FOUND: 20}


def _key(kind: str, code: Code, ip: str) -> str:
    return f"guess:{kind}:{int(code)}:{ip}"


def check(*, ip: str) -> None:
    """Raise ``Problem(TOO_MANY)`` while this address is shut out."""
    if any(cache.get(_key("shut", code, ip)) for code in LIMITS):
        raise Problem(Code.TOO_MANY, retry_after_s=WINDOW_S)


def count(*, ip: str, code: Code) -> None:
    """Count one bad guess; the one that reaches the limit shuts the door."""
    if code not in LIMITS:
        return
    key = _key("count", code, ip)
    cache.add(key, 0, WINDOW_S)
    try:
        guesses = cache.incr(key)
    except ValueError:  # the window ended between the two calls
        return
    if guesses >= LIMITS[code]:
        cache.set(_key("shut", code, ip), 1, WINDOW_S)
        cache.delete(key)
