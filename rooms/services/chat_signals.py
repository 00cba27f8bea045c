"""What is told at once and kept nowhere: reactions that fly over the picture, and who is typing."""

from typing import Final

from common.buckets import MemoryBuckets, Want
from common.errors import Code, Problem
from common.wire import FrameType
from rooms import wire
from rooms.roles import Actor, require_voice
from rooms.services.tell import tell

REACTIONS: Final = ("❤️", "😂", "😮", "😢", "👏", "🔥", "👍", "🎉")
REACTIONS_PER_S: Final = 5
# A page says so when it begins, every few seconds while it goes on, and when it ends.
TYPING_PER_S: Final = 2
# Everybody gets what anybody sends, so a full room may not send as much as each of it might.
ROOM_PER_S: Final = 40

# A session sits in one room and has one page there, so each worker may count for itself.
_buckets = MemoryBuckets()


def react(*, room_id: str, actor: Actor, emoji: str, now_ms: int, frame_id: str = "") -> None:
    """Let everybody see a reaction.

    Raises ``Problem`` BANNED for the muted, INVALID for any other emoji, TOO_MANY.
    """
    require_voice(actor, now_ms=now_ms)
    if emoji not in REACTIONS:
        raise Problem(Code.INVALID, details={"emoji": list(REACTIONS)})
    _take("reaction", room_id, actor, REACTIONS_PER_S, now_ms)
    tell(
        room_id=room_id,
        frame_type=FrameType.REACTION,
        data=wire.ReactionView(emoji),
        now_ms=now_ms,
        session_id=actor.session_id,
        frame_id=frame_id,
    )


def note_typing(
    *, room_id: str, actor: Actor, is_typing: bool, now_ms: int, frame_id: str = ""
) -> None:
    """Let everybody see that somebody is typing, or has stopped.

    Raises ``Problem`` BANNED for the muted, TOO_MANY.
    """
    require_voice(actor, now_ms=now_ms)
    _take("typing", room_id, actor, TYPING_PER_S, now_ms)
    tell(
        room_id=room_id,
        frame_type=FrameType.TYPING,
        data=wire.TypingView(is_typing),
        now_ms=now_ms,
        session_id=actor.session_id,
        frame_id=frame_id,
    )


def _take(kind: str, room_id: str, actor: Actor, per_s: int, now_ms: int) -> None:
    wants = [
        Want(f"{kind}:{room_id}:{actor.session_id}", per_s, per_s),
        Want(f"{kind}:{room_id}", ROOM_PER_S, ROOM_PER_S),
    ]
    wait = _buckets.take_now(wants, now_ms / 1000)
    if wait is not None:
        raise Problem(Code.TOO_MANY, retry_after_s=-(-wait.ms // 1000))
