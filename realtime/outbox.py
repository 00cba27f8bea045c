"""Frames on their way to one socket: in order, bounded, never waited for by the sender.

Source: SPEC §4 "Slow reader": more than 256 frames or 1 MiB waiting closes the socket.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Final

from common.errors import Close
from realtime.direct import Ready, Write, cannot

log = logging.getLogger("xiaowo.socket")

MAX_FRAMES: Final = 256
MAX_BYTES: Final = 1024 * 1024

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Outbox:
    """Implements ``realtime.hub.Transport`` over an ASGI send."""

    def __init__(
        self, send: Send, waiting_below: Callable[[], int] = lambda: 0, write: Write = cannot
    ) -> None:
        self._send = send
        self._write = write
        self._waiting_below = waiting_below
        self._waiting: deque[str] = deque()
        self._bytes = 0
        self._close_code: int | None = None
        self._wake = asyncio.Event()
        self._task = asyncio.ensure_future(self._run())
        self._task.add_done_callback(_tell_failure)

    @property
    def is_closing(self) -> bool:
        """Tell whether the socket was told to close."""
        return self._close_code is not None

    def send_text(self, text: str) -> None:
        """Queue one frame; a reader that is too slow is closed instead."""
        if self._close_code is not None:
            return
        self._waiting.append(text)
        self._bytes += _size(text)
        if len(self._waiting) > MAX_FRAMES or self._bytes + self._waiting_below() > MAX_BYTES:
            self._waiting.clear()
            self._bytes = 0
            self.shut(Close.TOO_SLOW)
        self._wake.set()

    def send_ready(self, ready: Ready) -> bool:
        """Write a frame straight to the socket, or queue it behind what waits; True: written."""
        if self._close_code is not None or self._waiting:
            self.send_text(ready.text)
            return False
        if self._write(ready.frame):
            return True
        self.send_text(ready.text)
        return False

    def shut(self, code: Close) -> None:
        """Close the socket after what is queued; the first reason counts."""
        if self._close_code is None:
            self._close_code = int(code)
            self._wake.set()

    async def finish(self) -> None:
        """Wait until everything queued was handed over and the socket was closed."""
        await asyncio.wait([self._task])

    def stop(self) -> None:
        """The socket is gone: drop what waits."""
        self._task.cancel()

    async def _run(self) -> None:
        while True:
            while self._waiting:
                text = self._waiting.popleft()
                self._bytes -= _size(text)
                await self._send({"type": "websocket.send", "text": text})
            if self._close_code is not None:
                await self._send({"type": "websocket.close", "code": self._close_code})
                return
            self._wake.clear()
            await self._wake.wait()


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())


def _tell_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error("a socket could not be written to", exc_info=task.exception())
