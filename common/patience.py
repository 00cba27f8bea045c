"""Waiting for somebody else, and not holding it against them that this process stood still.

A machine that is paused, a lid that is closed or a starved core lets time pass in which nothing is
read. ``asyncio.timeout`` then fires as soon as the loop goes on, in the same turn in which the
answer is read, and cancels although it is there.
"""

import asyncio
from types import TracebackType
from typing import Final

# A timer that fires so much too late was kept by ourselves.
LATE_S: Final = 0.1


class within:  # noqa: N801 (used as ``asyncio.timeout`` is)
    """Raise TimeoutError when the block takes longer than so many seconds.

    Time in which this process stood still does not count: a timer that fires late gives one more
    whole period, once. Cancelling from elsewhere stays what it is. One timer, as publishing is
    a busy road.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._timeout = asyncio.timeout(None)
        self._has_waited_again = False

    async def __aenter__(self) -> None:
        await self._timeout.__aenter__()
        self._loop = asyncio.get_running_loop()
        self._wait()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        await self._timeout.__aexit__(kind, error, trace)

    def _wait(self) -> None:
        self._due = self._loop.time() + self._seconds
        self._timer = self._loop.call_at(self._due, self._fire)

    def _fire(self) -> None:
        now = self._loop.time()
        if now - self._due > LATE_S and not self._has_waited_again:
            self._has_waited_again = True
            self._wait()
        else:
            self._timeout.reschedule(now)
