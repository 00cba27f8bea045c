"""What a handler gets besides a frame's data."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from common import clock
from common.wire import Frame, FrameType, encode
from realtime.frames import Inbound
from realtime.hub import Connection


@dataclass(frozen=True, slots=True)
class Context:
    """Around one frame: the socket, the frame, and when it arrived (cloud ms)."""

    connection: Connection
    frame: Inbound
    now_ms: int

    @property
    def room_id(self) -> str:
        """Return the socket's room."""
        return self.connection.room_id

    @property
    def session_id(self) -> str:
        """Return the sender."""
        return self.connection.actor.session_id

    def answer(self, frame_type: FrameType, data: Any) -> None:
        """Send one frame to the sender only."""
        frame = Frame(
            self.frame.id, frame_type, self.room_id, self.session_id, clock.cloud_ms(), data
        )
        self.connection.deliver(encode(frame))


Handler = Callable[[Context, Any], Awaitable[None]]
