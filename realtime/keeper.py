"""Closing sockets: those that fell silent, and all of them when the server restarts."""

import asyncio
from typing import Final

from common.errors import Close
from realtime.hub import hub
from realtime.limits import SILENCE_MS
from realtime.outbox import Outbox

FAREWELL_S: Final = 2.0


def shut_silent(*, now_ms: int) -> int:
    """Close sockets that sent nothing for 90 s; returns how many."""
    silent = [c for c in hub.connections() if now_ms - c.last_heard_ms > SILENCE_MS]
    for connection in silent:
        connection.transport.shut(Close.SILENT)
    return len(silent)


async def shut_all() -> None:
    """Tell every page that the server restarts, and wait a moment until they were told."""
    leaving = []
    for connection in hub.connections():
        connection.transport.shut(Close.RESTART)
        if isinstance(connection.transport, Outbox):
            leaving.append(asyncio.ensure_future(connection.transport.finish()))
    if leaving:
        await asyncio.wait(leaving, timeout=FAREWELL_S)
