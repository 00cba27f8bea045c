"""The whole picture of a room, as ``room_info`` carries it."""

from dataclasses import dataclass
from typing import Any

from rooms import chat_selectors, member_selectors, selectors, wire
from rooms.ports import screen
from rooms.roles import Actor, rights_of

HISTORY = 50


@dataclass(frozen=True, slots=True)
class Picture:
    """The part that is the same for everybody."""

    room: wire.RoomView
    members: list[wire.MemberView]
    playback: Any
    ready: wire.ReadyView
    messages: list[wire.MessageView]

    def seen_by(self, actor: Actor) -> dict[str, Any]:
        """Add what the receiver is and may do."""
        you = wire.YouView(actor.session_id, actor.role, rights_of(actor))
        return {
            "room": self.room,
            "members": self.members,
            "playback": self.playback,
            "ready": self.ready,
            "you": you,
            "messages": self.messages,
        }


def take_picture(*, room_id: str, now_ms: int) -> Picture:
    """Read everything; synchronous, uses the ORM. Raises ``Problem(ROOM_NOT_FOUND)``."""
    return Picture(
        room=selectors.room_view(room_id=room_id, now_ms=now_ms),
        members=member_selectors.member_views(room_id=room_id),
        playback=screen().views([room_id], now_ms=now_ms)[room_id],
        ready=member_selectors.ready_view(room_id=room_id),
        messages=chat_selectors.messages(
            room_id=room_id, message_type="chat", before=None, size=HISTORY
        ),
    )
