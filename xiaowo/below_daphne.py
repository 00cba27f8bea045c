"""What Daphne cannot do through its public interface: three things.

Autobahn's ``sendClose``, which Daphne calls, refuses the standard close codes (1008, 1009, 1011,
1012), so a page could not be told that the server restarts. The frame below it takes any code.
See docs/decisions/0006.

And reading a frame costs Autobahn four times what handling it costs us; so one that comes whole is
read at once (``realtime.arriving``). See docs/decisions/0008. ``tests/processes`` says when a new
Daphne breaks either.

And at its own verbosity Daphne writes every address as it was asked for, tokens in it included,
beside our log; where ``daphne`` is started by hand nobody else can tell it not to.
"""

import logging
import time
from typing import Any, Final

from common import metrics
from realtime.arriving import text_of

log = logging.getLogger(__name__)

# Frames of one socket that nobody has looked at yet; a page sends twenty at once at most.
MOST_WAITING: Final = 1000
# Autobahn's name for "the handshake is done and nobody closes".
_OPEN: Final = 3


def send_all_close_codes() -> None:
    """Let every close code of the contract reach the client, Autobahn's own 1009 included."""
    from daphne import ws_protocol

    protocol: Any = ws_protocol.WebSocketProtocol
    factory: Any = ws_protocol.WebSocketFactory
    if not hasattr(protocol, "sendCloseFrame") or not hasattr(factory, "setProtocolOptions"):
        log.error("this Daphne cannot send standard close codes; pages will see 1006 instead")
        return
    protocol.serverClose = _server_close
    factory.setProtocolOptions = _options_that_close_politely(factory.setProtocolOptions)


def read_whole_frames() -> None:
    """Hand a text frame that comes in one piece straight to the consumer's queue."""
    from daphne import ws_protocol

    protocol: Any = ws_protocol.WebSocketProtocol
    if not hasattr(protocol, "dataReceived"):
        log.error("this Daphne receives in another way; frames are read more slowly")
        return
    protocol.dataReceived = _read_at_once_or(protocol.dataReceived)


def write_no_addresses() -> None:
    """Let Daphne's own access log stay empty: ours has the request ids and hides secrets."""
    from daphne import access

    generator: Any = access.AccessLogGenerator
    generator.__call__ = _write_nothing


def _write_nothing(_self: Any, _protocol: str, _action: str, _details: Any) -> None:
    pass


def _read_at_once_or(inherited: Any) -> Any:
    arrived = metrics.arrivals.labels("direct")

    def data_received(self: Any, data: bytes) -> None:
        text = text_of(data) if _waits_for_a_frame(self) else None
        if text is None:
            inherited(self, data)
            return
        if self.application_queue.qsize() >= MOST_WAITING:
            # More than a page can mean, and memory has an end.
            self.transport.abortConnection()
            return
        # What Daphne does with a message: it counts as a sign of life.
        self.last_ping = time.time()
        arrived.inc()
        self.application_queue.put_nowait({"type": "websocket.receive", "text": text})

    return data_received


def _waits_for_a_frame(protocol: Any) -> bool:
    """Tell whether nothing is half done: no handshake, part of a frame, close or ping."""
    try:
        return (
            protocol.state == _OPEN
            and protocol.current_frame is None
            and not protocol.data
            and not protocol.inside_message
            and not protocol.muted
            and protocol.autoPingTimeoutCall is None
            and protocol.application_queue is not None
        )
    except AttributeError:
        return False


def _server_close(self: Any, code: int | None = None) -> None:
    self.sendCloseFrame(code=1000 if code is None else code)


def _options_that_close_politely(inherited: Any) -> Any:
    # By default a frame beyond Autobahn's limit is answered by hanging up.
    def set_protocol_options(self: Any, **options: Any) -> None:
        inherited(self, **{"failByDrop": False, **options})

    return set_protocol_options
