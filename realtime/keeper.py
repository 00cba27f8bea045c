"""Closing sockets: those that fell silent, and all of them when the server restarts."""

import asyncio
from typing import Final

from common.errors import Close
from common.wire import Frame, FrameType, encode
from realtime.hub import hub
from realtime.limits import SILENCE_MS
from rooms.wire import SystemNotice

FAREWELL_S: Final = 2.0


def shut_silent(*, now_ms: int) -> int:
    """Close sockets that sent nothing for 90 s; returns how many."""
    silent = [c for c in hub.connections() if now_ms - c.last_heard_ms > SILENCE_MS]
    for connection in silent:
        connection.transport.shut(Close.SILENT)
    return len(silent)


async def shut_all(*, now_ms: int) -> None:
    """Tell every page that the server restarts, and wait a moment until they are gone."""
    notice = SystemNotice("server_restart", "")
    for connection in hub.connections():
        frame = Frame("", FrameType.SYSTEM, connection.room_id, "", now_ms, notice)
        connection.deliver(encode(frame))
        connection.transport.shut(Close.RESTART)
    deadline = asyncio.get_running_loop().time() + FAREWELL_S
    while hub.total and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(0.01)
