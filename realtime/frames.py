"""Frames from clients, typed: what they may hold, and how text becomes one. Pure.

Source: SPEC §4. The AsyncAPI document is made from these types.
"""

import json
import math
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from common.errors import Code, Problem
from common.wire import CLIENT_ID, FrameType

Id = Annotated[str, Meta(max_length=64)]
ClientId = Annotated[str, Meta(max_length=64, pattern=CLIENT_ID)]
Seconds = Annotated[float, Meta(ge=0, le=1_000_000)]
Millis = Annotated[float, Meta(ge=-(2**53), le=2**53)]
Rate = Annotated[float, Meta(ge=0.25, le=4)]
Delay = Annotated[float, Meta(ge=0, le=60_000)]


class Data(msgspec.Struct, frozen=True):
    """Base of all data."""


class Nothing(Data, frozen=True):
    """A frame that carries nothing."""


class Ping(Data, frozen=True):
    """``t0``: the client's clock as sent, ms; ``rtt``, ``jitter``, ``seek``: measured last, ms."""

    t0: Millis
    rtt: Delay | None = None
    jitter: Delay | None = None
    seek: Delay | None = None


class Calibration(Data, frozen=True):
    """The client's clock, ms."""

    client_time: Millis


class PlaybackCommand(Data, frozen=True):
    """Play or pause; ``current_time`` is what the sender sees, s."""

    action: Literal["play", "pause"]
    current_time: Seconds | None = None


class SeekCommand(Data, frozen=True):
    """Go to a place, s."""

    current_time: Seconds
    reason: Annotated[str, Meta(max_length=64)] | None = None


class SpeedCommand(Data, frozen=True):
    """The room's rate."""

    playback_rate: Rate


class SyncRequest(Data, frozen=True):
    """Where the page is: ``current_time`` s at cloud time ``at`` ms; ``level`` as it sees it."""

    current_time: Seconds | None = None
    at: Millis | None = None
    level: Annotated[str, Meta(max_length=16)] | None = None


class MediaCommand(Data, frozen=True):
    """Another film."""

    media_url: Annotated[str, Meta(min_length=1, max_length=2048)]
    title: Annotated[str, Meta(max_length=200)] | None = None
    duration: Seconds | None = None


class TitleCommand(Data, frozen=True):
    """What the film that is on is called; "" for the name of its file."""

    title: Annotated[str, Meta(max_length=200)]


class Duration(Data, frozen=True):
    """How long the film is, s."""

    duration: Annotated[float, Meta(gt=0, le=1_000_000)]


class Ready(Data, frozen=True):
    """Whether the film has loaded."""

    is_ready: bool


class Away(Data, frozen=True):
    """Why the sender does not look: hidden, offline, …"""

    reason: Annotated[str, Meta(max_length=32)] = ""


class Chat(Data, frozen=True):
    """A line of chat; counted after trimming, so the schema allows a little more.

    ``client_id``: the same again is the same line. ``reply_to``: a message_id. ``danmaku``: it is
    to fly over the picture. ``mentions``: session ids.
    """

    text: Annotated[str, Meta(max_length=20_000)]
    client_id: ClientId | None = None
    reply_to: Id | None = None
    danmaku: bool = False
    mentions: Annotated[list[Id], Meta(max_length=10)] = []


class ChatDelete(Data, frozen=True):
    """A line to take back."""

    message_id: Id


class Reaction(Data, frozen=True):
    """One of eight."""

    emoji: Annotated[str, Meta(max_length=16)]


class Typing(Data, frozen=True):
    """Whether the sender is writing a line just now."""

    is_typing: bool


INBOUND: dict[FrameType, type[Data]] = {
    FrameType.PING: Ping,
    FrameType.CALIBRATION: Calibration,
    FrameType.PLAYBACK: PlaybackCommand,
    FrameType.SEEK: SeekCommand,
    FrameType.SPEED_CHANGE: SpeedCommand,
    FrameType.SYNC: SyncRequest,
    FrameType.MEDIA: MediaCommand,
    FrameType.TITLE: TitleCommand,
    FrameType.DURATION: Duration,
    FrameType.BUFFER_START: Nothing,
    FrameType.BUFFER_END: Nothing,
    FrameType.AWAY: Away,
    FrameType.BACK: Nothing,
    FrameType.READY: Ready,
    FrameType.CHAT: Chat,
    FrameType.CHAT_DELETE: ChatDelete,
    FrameType.REACTION: Reaction,
    FrameType.TYPING: Typing,
}


class Envelope(msgspec.Struct, frozen=True):
    """What surrounds the data; everything but the type may be left out."""

    type: str
    id: Id = ""
    room_id: str = ""
    session_id: str = ""
    timestamp: Millis | None = None
    data: msgspec.Raw = msgspec.Raw(b"{}")


class Inbound(msgspec.Struct, frozen=True):
    """A frame that was understood."""

    id: str
    type: FrameType
    timestamp: int | None
    data: Data


class BadFrame(Problem):
    """A frame that was not understood; ``ref`` is its id as far as it could be read."""

    def __init__(self, code: Code, ref: str, field: str, text: str) -> None:
        super().__init__(code, details={field: [text]})
        self.ref = ref


_envelope = msgspec.json.Decoder(Envelope)
_data = {name: msgspec.json.Decoder(kind) for name, kind in INBOUND.items()}


def decode(text: str) -> Inbound:
    """Read one frame.

    Raises ``BadFrame``: MALFORMED when it is no JSON object, INVALID for an unknown type or a
    wrong field, MISSING for a field left out.
    """
    try:
        envelope = _envelope.decode(text)
    except msgspec.ValidationError as error:
        raise _bad(error, _read_id(text)) from error
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise _unreadable(text) from error
    decoder = _data.get(envelope.type)  # type: ignore[call-overload]
    if decoder is None:
        raise BadFrame(Code.INVALID, envelope.id, "type", "?")
    try:
        data = decoder.decode(envelope.data)
    except msgspec.ValidationError as error:
        raise _bad(error, envelope.id, "data") from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadFrame(Code.MALFORMED, envelope.id, "data", "JSON") from error
    sent = envelope.timestamp
    return Inbound(
        id=envelope.id,
        type=FrameType(envelope.type),
        timestamp=None if sent is None or not math.isfinite(sent) else int(sent),
        data=data,
    )


def _unreadable(text: str) -> BadFrame:
    """Tell a frame with NaN, Infinity or half a character, which others write, from nonsense."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        return BadFrame(Code.MALFORMED, "", "frame", "JSON")
    return BadFrame(Code.INVALID, _id_of(raw), "data", "NaN, Infinity, \\ud800")


def _bad(error: msgspec.ValidationError, ref: str, where: str = "frame") -> BadFrame:
    text = str(error)
    message, _, path = text.partition(" - at `$")
    field = path.strip("`.") or where
    if "missing required field" in message:
        return BadFrame(Code.MISSING, ref, message.split("`")[1], message)
    code = Code.TOO_LONG if "of length <=" in message else Code.INVALID
    return BadFrame(code, ref, field, message)


def _read_id(text: str) -> str:
    """Find the id of a frame that is otherwise wrong, so that its sender can tell which."""
    try:
        raw: Any = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return ""
    return _id_of(raw)


def _id_of(raw: Any) -> str:
    found = raw.get("id") if isinstance(raw, dict) else None
    return found if isinstance(found, str) and len(found) <= 64 else ""
