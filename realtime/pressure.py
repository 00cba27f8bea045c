"""How much waits below the ASGI ``send``, where a slow reader's frames pile up.

Daphne's ``send`` returns at once; what the client does not read waits in Twisted's transport. Its
buffers are not part of a public interface, so anything unexpected counts as "nothing waits", and
``tests/processes`` says when a new version breaks this.
"""

from collections.abc import Callable
from typing import Any


def waiting_below(send: Any) -> Callable[[], int]:
    """Return a function that tells how many bytes wait for one socket; 0 when that is unknown."""
    arguments = getattr(send, "args", ())
    transport: Any = getattr(arguments[0], "transport", None) if arguments else None

    def waiting() -> int:
        held = getattr(transport, "dataBuffer", b"")
        return len(held) + int(getattr(transport, "_tempDataLen", 0))

    return waiting
