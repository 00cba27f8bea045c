"""Long answers at the pace of whoever reads them.

Daphne's ``send`` returns at once, so what a slow client does not read piles up in this process: a
film through the proxy would be held whole in memory. Twisted tells a request's producer when its
buffer is full and when it is empty again; here an ASGI ``send`` waits for that. And an answer that
breaks off in the middle ends with its connection, because Daphne would try to begin another one.
"""

import asyncio
import logging
from typing import Any

log = logging.getLogger("xiaowo.http")

PARTS = ("registerProducer", "unregisterProducer", "loseConnection")


class _Gate:
    """What Twisted calls a push producer: told to pause, to go on, and that nobody reads."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.open.set()

    def pauseProducing(self) -> None:  # noqa: N802
        self.open.clear()

    def resumeProducing(self) -> None:  # noqa: N802
        self.open.set()

    def stopProducing(self) -> None:  # noqa: N802
        self.open.set()


class Paced:
    """An ASGI ``send`` that waits while the client does not read.

    Without Daphne below it, or with one that looks different, it is just ``send``.
    """

    def __init__(self, send: Any) -> None:
        self._send = send
        arguments = getattr(send, "args", ())
        request = arguments[0] if arguments else None
        self._request: Any = request if all(hasattr(request, part) for part in PARTS) else None
        self._gate: _Gate | None = None
        self.has_begun = False

    async def __call__(self, message: Any) -> None:
        """Send one message."""
        self.has_begun = True
        if not message.get("more_body", False):
            self._leave()
            await self._send(message)
            return
        self._enter()
        await self._send(message)
        if self._gate is not None:
            await self._gate.open.wait()

    def _enter(self) -> None:
        if self._gate is None and self._request is not None and self._request.channel is not None:
            self._gate = _Gate()
            self._request.registerProducer(self._gate, True)

    def _leave(self) -> None:
        if self._gate is not None and self._request.channel is not None:
            self._request.unregisterProducer()
        self._gate = None

    def break_off(self) -> None:
        """End the connection, so that the client sees that the answer is not whole."""
        self._leave()
        if self._request is not None and self._request.channel is not None:
            self._request.loseConnection()


async def paced(app: Any, scope: Any, receive: Any, send: Any) -> None:
    """Run an ASGI application with a send that paces, and end what it leaves half done.

    Raises what the application raises before its answer has begun.
    """
    pacing = Paced(send)
    try:
        await app(scope, receive, pacing)
    except Exception as error:
        if not pacing.has_begun:
            raise
        log.warning("an answer broke off: %s", error)
        pacing.break_off()
