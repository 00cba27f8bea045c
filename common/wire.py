"""The frame that travels over the socket, and the names of all frames. Pure.

Source: SPEC §4.
"""

from enum import StrEnum
from typing import Any, Final

import msgspec

# What a page may call a line of its own: printable ASCII, so that every database can hold it. The
# end is said so that Python and JavaScript, which read the documents' patterns, mean the same.
CLIENT_ID: Final = r"^[ -~]{0,64}(?![\s\S])"


class FrameType(StrEnum):
    """Names of frames, both ways."""

    ROOM_INFO = "room_info"
    PING = "ping"
    PONG = "pong"
    CALIBRATION = "calibration"
    PLAYBACK = "playback"
    SEEK = "seek"
    SPEED_CHANGE = "speed_change"
    SYNC = "sync"
    MEDIA = "media"
    TITLE = "title"
    DURATION = "duration"
    BUFFER_START = "buffer_start"
    BUFFER_END = "buffer_end"
    AWAY = "away"
    BACK = "back"
    READY = "ready"
    ROOM_READY_STATUS = "room_ready_status"
    CHAT = "chat"
    CHAT_DELETE = "chat_delete"
    CHAT_DELETED = "chat_deleted"
    CHAT_CLEARED = "chat_cleared"
    REACTION = "reaction"
    TYPING = "typing"
    USER_JOINED = "user_joined"
    USER_LEFT = "user_left"
    SYSTEM = "system"
    ERROR = "error"


class Frame(msgspec.Struct, frozen=True):
    """One frame from the server. ``timestamp`` is the cloud clock in ms."""

    id: str
    type: FrameType
    room_id: str
    session_id: str
    timestamp: int
    data: Any


_encoder = msgspec.json.Encoder()


def encode(frame: Frame) -> str:
    """Write a frame as JSON text; done once per broadcast."""
    return _encoder.encode(frame).decode()
