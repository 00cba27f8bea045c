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
        # Only while something waits: an idle socket needs no writer.
        self._task: asyncio.Task[None] | None = None
        self._is_over = False

    @property
    def is_closing(self) -> bool:
        """Tell whether the socket was told to close."""
        return self._close_code is not None

    def send_text(self, text: str) -> None:
        """Send one frame."""
        self.send_ready(Ready(text))

    def send_ready(self, ready: Ready) -> bool:
        """Write a frame straight to the socket, or queue it behind what waits; True: written."""
        if self._close_code is not None:
            return False
        if not self._waiting and self._write(ready.frame):
            return True
        for text in ready.texts:
            self._queue(text)
        return False

    def _queue(self, text: str) -> None:
        """Queue one frame; a reader that is too slow is closed instead."""
        if self._close_code is not None:
            return
        self._waiting.append(text)
        self._bytes += _size(text)
        if len(self._waiting) > MAX_FRAMES or self._bytes + self._waiting_below() > MAX_BYTES:
            self._waiting.clear()
            self._bytes = 0
            self.shut(Close.TOO_SLOW)
        self._write_on()

    def shut(self, code: Close) -> None:
        """Close the socket after what is queued; the first reason counts."""
        if self._close_code is None:
            self._close_code = int(code)
            self._write_on()

    async def finish(self) -> None:
        """Wait until everything queued was handed over and the socket was closed."""
        if self._task is not None:
            await asyncio.wait([self._task])

    def stop(self) -> None:
        """The socket is gone: drop what waits."""
        self._is_over = True
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()

    def _write_on(self) -> None:
        if self._task is None and not self._is_over:
            self._task = asyncio.ensure_future(self._run())
            self._task.add_done_callback(self._written)

    def _written(self, task: asyncio.Task[None]) -> None:
        self._task = None
        if task.cancelled():
            return
        if task.exception() is not None:
            # Nothing more can be written; the consumer hears of the end by itself.
            self._is_over = True
            self._waiting.clear()
            log.error("a socket could not be written to", exc_info=task.exception())
        elif self._waiting or self._close_code is not None:
            # Came between the writer's last look and its end.
            self._write_on()

    async def _run(self) -> None:
        while self._waiting:
            text = self._waiting.popleft()
            self._bytes -= _size(text)
            await self._send({"type": "websocket.send", "text": text})
        if self._close_code is not None:
            self._is_over = True
            await self._send({"type": "websocket.close", "code": self._close_code})


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())
