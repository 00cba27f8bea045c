"""``room_ready_status``, at most four times a second per room."""

import asyncio

from common import clock
from common.wire import FrameType
from rooms import member_selectors
from rooms.services.tell import tell

INTERVAL_S = 0.25

_waiting: dict[str, asyncio.TimerHandle] = {}
_last: dict[str, float] = {}


def tell_ready_soon(room_id: str) -> None:
    """Broadcast who is ready: at once if the last time was long ago, else when it was."""
    if room_id in _waiting:
        return
    loop = asyncio.get_running_loop()
    pause = max(0.0, _last.get(room_id, 0.0) + INTERVAL_S - loop.time())
    _waiting[room_id] = loop.call_later(pause, _tell, room_id, loop)


def _tell(room_id: str, loop: asyncio.AbstractEventLoop) -> None:
    del _waiting[room_id]
    for other, at in list(_last.items()):
        if at + INTERVAL_S < loop.time():
            del _last[other]
    _last[room_id] = loop.time()
    tell(
        room_id=room_id,
        frame_type=FrameType.ROOM_READY_STATUS,
        data=member_selectors.ready_view(room_id=room_id),
        now_ms=clock.cloud_ms(),
    )
