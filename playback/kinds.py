"""What commands are called, what they need, and the lines that are written down of them."""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from common import workers
from common.ids import new_id
from common.wire import FrameType
from playback.domain.commands import (
    ChangeMedia,
    Hold,
    Pause,
    Play,
    Release,
    Seek,
    SetRate,
    SetTitle,
)
from playback.domain.state import State
from playback.selectors import as_uuid
from playback.stores.protocol import Line
from rooms.roles import Actor, Right
from rooms.services.log import CommandLine


@dataclass(frozen=True, slots=True)
class Kind:
    """What a command is called in the log and on the wire, and what it needs."""

    log_name: str
    frame_type: FrameType
    right: Right | None


KINDS: dict[type, Kind] = {
    Play: Kind("play", FrameType.PLAYBACK, Right.CONTROL),
    Pause: Kind("pause", FrameType.PLAYBACK, Right.CONTROL),
    Seek: Kind("seek", FrameType.SEEK, Right.CONTROL),
    SetRate: Kind("speed_change", FrameType.SPEED_CHANGE, Right.CONTROL),
    ChangeMedia: Kind("media", FrameType.MEDIA, Right.MEDIA),
    SetTitle: Kind("media", FrameType.TITLE, Right.MEDIA),
    # Of the server's own making: nobody needs a right to them.
    Hold: Kind("system", FrameType.PLAYBACK, None),
    Release: Kind("system", FrameType.PLAYBACK, None),
}


@dataclass(slots=True)
class Lines:
    """Makes the line of each attempt to change a room; the last one holds."""

    make: Callable[[State], CommandLine]
    last: CommandLine | None = None

    def attempt(self, state: State) -> Line:
        """Return what the store keeps until it is recorded."""
        self.last = self.make(state)
        return Line(workers.name_of(self.last.id), msgspec.json.encode(self.last))

    def are_kept(self, state: State) -> bool:
        """Tell whether what came of it went by way of the store."""
        return self.last is not None and self.last.version == state.version

    def of(self, state: State) -> CommandLine:
        """Return the line of what came of it."""
        if self.last is None or not self.are_kept(state):
            # It is alone, or needs none.
            self.last = self.make(state)
        return self.last


def line_of(room_id: str, actor: Actor, kind: Kind, state: State, now_ms: int) -> CommandLine:
    return CommandLine(
        id=new_id(now_ms=now_ms),
        room_id=room_id,
        session_id=as_uuid(actor.session_id),
        kind=kind.log_name,
        version=state.version,
        payload={
            "current_time": state.anchor_position,
            "playback_rate": state.rate,
            "media_url": state.media_url,
            "title": state.title,
            "effective_at": state.anchor_ms,
            # What is on has only got another name: neither log nor hours take it for another film.
            **({"title_only": True} if kind.frame_type is FrameType.TITLE else {}),
        },
        sent_at_ms=state.last_command_ms,
        accepted_at_ms=now_ms,
    )
