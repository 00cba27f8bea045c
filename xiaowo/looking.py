"""Showing this worker's sockets what has become of a room, and of their own rights in it.

For whenever something may have passed by: a worker reads anew what it cannot have heard.
"""

from collections.abc import Callable
from typing import Any

from common import clock
from common.bus import NewPicture, Shut
from common.db import in_db
from common.errors import Close, Code, Problem
from playback.current import current_state
from realtime.hub import hub
from rooms import member_selectors
from rooms.roles import Actor
from rooms.services.picture import take_picture

# What a room that is not open any more says.
OVER = (Code.ROOM_EXPIRED, Code.ROOM_NOT_FOUND)


async def look(room_id: str) -> None:
    """Bring everything about a room up to date that this worker's sockets know of it."""
    try:
        actors = await in_db(member_selectors.actors_of, room_id=room_id)
    except Problem as problem:
        if problem.code in OVER:
            hub.receive(room_id, Shut(Close.ROOM_OVER))
        return
    _renew(room_id, actors)
    await show(room_id, hub.receive)


def _renew(room_id: str, actors: dict[str, Actor]) -> None:
    for connection in hub.of(room_id):
        session_id = connection.actor.session_id
        actor = actors.get(session_id)
        if actor is None:
            # Out of the room, for whatever reason; coming in again, if it may, the page learns it.
            hub.receive(room_id, Shut(Close.RESTART, only_session=session_id))
        else:
            connection.actor = actor


async def show(room_id: str, give: Callable[[str, Any], None]) -> None:
    """Take a picture of a room and hand it over; does nothing when there is none to be had."""
    now_ms = clock.cloud_ms()
    try:
        await current_state(room_id)
        picture = await in_db(take_picture, room_id=room_id, now_ms=now_ms)
    except Problem:
        # It is gone meanwhile, or the database is; who comes back looks for himself.
        return
    give(room_id, NewPicture(picture, now_ms))
