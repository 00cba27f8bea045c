"""One reading of a room for all who come in while it waits for its turn at the database.

After a restart everybody comes at once. Whoever asks while a reading of the same room has not yet
begun shares it: it begins after they are registered with the hub, so nothing passes them by. A
reading that has begun is nobody else's.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from common.db import in_db
from rooms.services.picture import Picture

_waiting: Final[dict[str, asyncio.Task[Picture]]] = {}


async def picture_of(room_id: str, read: Callable[[], Picture]) -> Picture:
    """Return what ``read`` finds on the database thread; raises what it raises."""
    task = _waiting.get(room_id)
    if task is None:
        task = asyncio.ensure_future(in_db(_begin, room_id, read))
        _waiting[room_id] = task
        task.add_done_callback(lambda done: _forget(room_id, done))
    # Whoever hangs up meanwhile takes the reading from nobody.
    return await asyncio.shield(task)


def _forget(room_id: str, task: asyncio.Task[Picture]) -> None:
    # It may have ended without ever beginning.
    if _waiting.get(room_id) is task:
        del _waiting[room_id]


def _begin(room_id: str, read: Callable[[], Picture]) -> Picture:
    _waiting.pop(room_id, None)
    return read()
