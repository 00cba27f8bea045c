"""What is expensive to find out and asked for by anybody: found out once a second, for all."""

import threading
import time
from collections.abc import Callable
from typing import Final, Generic, TypeVar

T = TypeVar("T")

KEPT_S: Final = 1.0


class Kept(Generic[T]):
    """Keeps an answer for a second; whoever asks while it is being found out waits for it."""

    def __init__(self, find: Callable[[], T], now: Callable[[], float] = time.monotonic) -> None:
        self._find, self._now = find, now
        self._lock = threading.Lock()
        self._last: tuple[float, T] | None = None

    def get(self) -> T:
        """Return the answer, at most a second old."""
        with self._lock:
            if self._last is None or self._now() - self._last[0] >= KEPT_S:
                found = self._find()
                # From when it is known: what takes long would be old at once.
                self._last = (self._now(), found)
            return self._last[1]

    def forget(self) -> None:
        """Find out anew when the next one asks."""
        with self._lock:
            self._last = None
