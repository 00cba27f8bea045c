"""Ending well under Daphne: first the goodbyes and the record, then the reactor.

Daphne's own way cancels the sockets' tasks at once, so that no page would be told and the last
commands might not be written.
"""

import asyncio
import os
import signal
import threading
from types import FrameType
from typing import Any

from xiaowo.runtime import runtime

# For what ends by itself after the reactor has stopped.
LEAVE_S = 1.0


def end_gracefully() -> None:
    """Take SIGTERM and SIGINT; to be called on the running loop. A second one ends at once."""
    loop = asyncio.get_running_loop()
    ending: list[asyncio.Task[None]] = []

    def begin() -> None:
        if ending:
            _stop_reactor()
            return
        ending.append(asyncio.ensure_future(runtime.stop()))
        ending[0].add_done_callback(_stop_reactor)

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(begin)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, on_signal)


def _stop_reactor(_done: Any = None) -> None:
    _leave_soon()
    from twisted.internet import reactor as installed

    reactor: Any = installed
    if reactor.running:
        reactor.stop()


def _leave_soon() -> None:
    """End the process even if a request's thread waits for ever for the loop that has stopped.

    The interpreter would join such a thread. Everybody has been told and all is written by now.
    """
    leaving = threading.Timer(LEAVE_S, os._exit, (0,))
    leaving.daemon = True
    leaving.start()
