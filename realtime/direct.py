"""One frame for many sockets, built once and written straight to each of them.

Through ASGI every socket pays for a dictionary, a coroutine, Autobahn's framing and a turn of the
event loop. A broadcast is the same bytes for everybody, so where Daphne's protocol is found below
the ASGI ``send``, they go to its socket at once. None of that is a public interface: whatever looks
different from what is expected here makes ``writer_below`` answer "cannot", and the frame takes the
ordinary way. ``tests/processes`` says when a new Daphne breaks this; see docs/decisions/0008.
"""

import logging
from collections.abc import Callable
from functools import cached_property
from typing import Any, Final

log = logging.getLogger("xiaowo.socket")

# RFC 6455, section 5.2: FIN and the opcode of a text frame; lengths of 7, 16 and 64 bits.
_TEXT: Final = 0x81
_SHORT, _MIDDLE = 125, 0xFFFF
# Autobahn's name for "the handshake is done and nobody closes".
_OPEN: Final = 3

Write = Callable[[bytes], bool]


class Ready:
    """Texts on their way to many sockets, with their WebSocket frames made at most once."""

    def __init__(self, *texts: str) -> None:
        self.texts = texts

    @cached_property
    def frame(self) -> bytes:
        """Return one unmasked text frame for each, as a server sends them, in one piece."""
        return b"".join(map(_frame_of, self.texts))


def _frame_of(text: str) -> bytes:
    payload = text.encode()
    size = len(payload)
    if size <= _SHORT:
        head = bytes((_TEXT, size))
    elif size <= _MIDDLE:
        head = bytes((_TEXT, 126)) + size.to_bytes(2)
    else:
        head = bytes((_TEXT, 127)) + size.to_bytes(8)
    return head + payload


def cannot(_frame: bytes) -> bool:
    """Write nothing: the frame has to take the ordinary way."""
    return False


def writer_below(send: Any) -> Write:
    """Return what writes a frame to the socket below an ASGI ``send``.

    It answers False, and has written nothing, when something waits already (order must hold), when
    the socket is not open, or when this is no plain TCP socket of Daphne's.
    """
    arguments = getattr(send, "args", ())
    protocol: Any = arguments[0] if arguments else None
    transport: Any = getattr(protocol, "transport", None)
    if not _fits(protocol, transport):
        return cannot

    def write(frame: bytes) -> bool:
        if protocol.state != _OPEN or protocol.send_queue or transport.disconnecting:
            return False
        if not transport.connected or transport.dataBuffer or transport._tempDataBuffer:
            return False
        try:
            sent = transport.socket.send(frame)
        except OSError:
            # Full or broken: Twisted finds out the same, and knows what to do about it.
            return False
        if sent < len(frame):
            transport.write(frame[sent:])
        return True

    return write


def _fits(protocol: Any, transport: Any) -> bool:
    parts = ("socket", "connected", "disconnecting", "dataBuffer", "_tempDataBuffer", "write")
    known = all(hasattr(transport, part) for part in parts)
    # Over TLS the bytes must pass through the session. It lends out the parts of what is below it
    # as if they were its own, so only a socket that is really its own counts.
    is_own = "socket" in getattr(transport, "__dict__", {})
    return known and is_own and hasattr(protocol, "send_queue") and hasattr(protocol, "state")
