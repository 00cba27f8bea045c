"""What Daphne cannot do through its public interface.

Autobahn's ``sendClose``, which Daphne calls, refuses the standard close codes (1008, 1009, 1011,
1012), so a page could not be told that the server restarts. The frame below it takes any code.
``tests/processes`` says when a new Daphne breaks this; see docs/decisions/0006.
"""

import logging
from typing import Any

log = logging.getLogger(__name__)


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


def _server_close(self: Any, code: int | None = None) -> None:
    self.sendCloseFrame(code=1000 if code is None else code)


def _options_that_close_politely(inherited: Any) -> Any:
    # By default a frame beyond Autobahn's limit is answered by hanging up.
    def set_protocol_options(self: Any, **options: Any) -> None:
        inherited(self, **{"failByDrop": False, **options})

    return set_protocol_options
