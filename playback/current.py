"""What is on the screen of a room now: from the store, or from the record."""

import logging

from msgspec.structs import replace

from common.db import in_db
from playback.domain.state import Phase, State
from playback.selectors import recorded_state
from playback.stores import store
from playback.wire import PlaybackView, view_of
from rooms import selectors

log = logging.getLogger(__name__)


async def current_state(room_id: str) -> State:
    """Return the room's state, brought in from the record if need be.

    Raises ``Problem(ROOM_NOT_FOUND)``.
    """
    is_known = store.peek(room_id) is not None
    state = await store.load(room_id)
    if state is not None and is_known:
        return state
    recorded = await in_db(recorded_state, room_id)
    if state is not None:
        return await _not_behind(room_id, state, recorded)
    if recorded is None:
        recorded = await _unrecorded(room_id)
    if recorded.phase is Phase.BUFFERING:
        # For whom it waited was forgotten with the process.
        recorded = replace(recorded, phase=Phase.PAUSED)
    return await store.put_if_absent(room_id, store.rebuilt(room_id, recorded))


async def _unrecorded(room_id: str) -> State:
    """A room whose record of playback is lost begins anew, with nothing on the screen."""
    await in_db(selectors.find_room, room_id=room_id)
    log.error("a room has no record of its playback", extra={"facts": {"room": room_id}})
    return State(media_url="")


async def _not_behind(room_id: str, state: State, recorded: State | None) -> State:
    """A worker that went on alone and died has written more than the others know."""
    if recorded is None or recorded.version <= state.version:
        return state
    store.learn(room_id, recorded)
    return await store.load(room_id) or state


async def current_view(*, room_id: str, now_ms: int) -> PlaybackView:
    """Return the room's playback; raises ``Problem(ROOM_NOT_FOUND)``."""
    return view_of(room_id, await current_state(room_id), now_ms)
