"""Telling a room: frames about people, published once on the bus."""

from typing import Any

from common.bus import Broadcast, bus
from common.wire import Frame, FrameType, encode
from rooms import wire


def tell(
    *,
    room_id: str,
    frame_type: FrameType,
    data: Any,
    now_ms: int,
    session_id: str = "",
    frame_id: str = "",
    only_session: str | None = None,
) -> None:
    """Publish one frame to the room, or to one session of it."""
    frame = Frame(
        id=frame_id,
        type=frame_type,
        room_id=room_id,
        session_id=session_id,
        timestamp=now_ms,
        data=data,
    )
    bus.publish(room_id, Broadcast(encode(frame), only_session))


def tell_notice(*, room_id: str, notice: wire.SystemNotice, now_ms: int) -> None:
    """Publish a ``system`` frame."""
    tell(room_id=room_id, frame_type=FrameType.SYSTEM, data=notice, now_ms=now_ms)
