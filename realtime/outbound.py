"""What the server sends, by frame type; for the AsyncAPI document. Pure."""

from typing import Any

import msgspec

from common.wire import FrameType
from playback.sync import SyncView
from playback.wire import PlaybackEvent, PlaybackView
from rooms import wire


class Pong(msgspec.Struct, frozen=True):
    """``t0`` as it came; ``t1``, ``t2``: cloud clock at receipt and at sending, ms."""

    t0: float
    t1: int
    t2: int


class CalibrationAnswer(msgspec.Struct, frozen=True):
    """The cloud clock in ms, and the room's rate."""

    client_time: float
    server_time: int
    playback_rate: float


class RoomInfo(msgspec.Struct, frozen=True):
    """The whole picture."""

    room: wire.RoomView
    members: list[wire.MemberView]
    playback: PlaybackView
    ready: wire.ReadyView
    you: wire.YouView
    messages: list[wire.MessageView]


class ErrorData(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a frame was refused; ``ref`` is its id. A stale command brings the state along.

    ``retry_after``: seconds until it is worth another try.
    """

    code: int
    message: str
    ref: str
    details: dict[str, list[str]] | None = None
    playback: Any = None
    retry_after: int | None = None


OUTBOUND: dict[FrameType, type] = {
    FrameType.ROOM_INFO: RoomInfo,
    FrameType.PONG: Pong,
    FrameType.CALIBRATION: CalibrationAnswer,
    FrameType.PLAYBACK: PlaybackEvent,
    FrameType.SEEK: PlaybackView,
    FrameType.SPEED_CHANGE: PlaybackView,
    FrameType.MEDIA: PlaybackView,
    FrameType.TITLE: PlaybackView,
    FrameType.SYNC: SyncView,
    FrameType.ROOM_READY_STATUS: wire.ReadyView,
    FrameType.CHAT: wire.MessageView,
    FrameType.CHAT_DELETED: wire.ChatDeleted,
    FrameType.CHAT_CLEARED: wire.ChatCleared,
    FrameType.REACTION: wire.ReactionView,
    FrameType.TYPING: wire.TypingView,
    FrameType.USER_JOINED: wire.UserJoined,
    FrameType.USER_LEFT: wire.UserLeft,
    FrameType.SYSTEM: wire.SystemNotice,
    FrameType.ERROR: ErrorData,
}
