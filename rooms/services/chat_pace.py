"""How many lines a second one person and one room may say, on a socket and over HTTP together.

Everybody gets what anybody says, so a flood of lines costs a room its members times as much.
"""

from typing import Final

from common.buckets import MemoryBuckets, Wait, Want
from rooms.roles import Actor

LINES_PER_S: Final = 5
LINES_BURST: Final = 10
ROOM_LINES_PER_S: Final = 40

# Each worker counts what came to it: a room that is spread over several may say as much on each.
_buckets = MemoryBuckets()


def take(*, room_id: str, actor: Actor, now_ms: int) -> Wait | None:
    """Take one line's place; None when there was one."""
    return _buckets.take_now(_wants(room_id, actor), now_ms / 1000)


def give_back(*, room_id: str, actor: Actor) -> None:
    """Give back what was taken: the line was refused otherwise, or had been said before."""
    _buckets.give_back(_wants(room_id, actor))


def _wants(room_id: str, actor: Actor) -> list[Want]:
    return [
        Want(f"line:{room_id}:{actor.session_id}", LINES_PER_S, LINES_BURST),
        Want(f"line:{room_id}", ROOM_LINES_PER_S, ROOM_LINES_PER_S),
    ]
