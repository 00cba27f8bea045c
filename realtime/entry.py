"""Letting a socket into a room: limits, identity, seat, takeover, first picture."""

import itertools

import msgspec

from common import clock, context, guard, workers
from common.bus import Shut, bus
from common.db import in_db
from common.errors import Close, Code, Problem
from playback.absence import note_connected
from playback.current import current_state
from playback.holding import note_stall
from realtime.handshake import Handshake, require_own_page
from realtime.hub import Connection, Transport, hub, picture_frame
from realtime.pictures import picture_of
from realtime.ready import tell_ready_soon
from rooms import member_selectors
from rooms.presence import presence
from rooms.services.audit import Origin
from rooms.services.departures import time_out
from rooms.services.picture import take_picture
from rooms.services.seats import Joined, take_seat, tell_joined
from sessions_app.selectors import Visitor, get_visitor, session_view

_turns = itertools.count()


async def enter(*, room_code: str, handshake: Handshake, transport: Transport) -> Connection:
    """Bring a socket into its room and send it the whole picture.

    Raises ``Problem`` with the reason for which it may not come in.
    """
    require_own_page(handshake)
    now_ms = clock.cloud_ms()
    visitor = await in_db(_who, room_code, handshake, now_ms)
    context.session_id.set(str(visitor.id))
    joined = await _join(room_code, visitor, handshake, now_ms)
    # Before anything is looked at: what is published from here on must not pass us by.
    await bus.listen(joined.room_id)
    name = workers.connection_id()
    connection = Connection(
        id=name,
        turn=(clock.cloud_ms(), next(_turns), name),
        room_id=joined.room_id,
        actor=joined.actor,
        transport=transport,
        last_heard_ms=now_ms,
    )
    _require_newest_page(connection, handshake)
    try:
        _take_over(connection, joined, handshake, now_ms)
        await _show(connection)
        await note_connected(
            room_id=joined.room_id,
            session_id=joined.actor.session_id,
            nickname=joined.actor.nickname,
            now_ms=clock.cloud_ms(),
        )
        # A stall was the last page's; this one tells of its own.
        await note_stall(
            room_id=joined.room_id,
            session_id=joined.actor.session_id,
            is_stalled=False,
            now_ms=clock.cloud_ms(),
        )
    except BaseException as error:
        leave(connection)
        if isinstance(error, Problem) and error.code is Code.ALREADY_IN_ROOM:
            # Written down by this socket after its session had left, perhaps.
            if await time_out(pairs=[(joined.room_id, visitor.id)], now_ms=clock.cloud_ms()):
                # Another page of it must not stay where nobody is listed.
                bus.publish(joined.room_id, Shut(Close.ELSEWHERE, only_session=str(visitor.id)))
            # Not elsewhere, when the session was ended meanwhile.
            await in_db(session_view, visitor.id)
        raise
    return connection


def _who(room_code: str, handshake: Handshake, now_ms: int) -> Visitor:
    """Return who it is; who guessed too often is not let in. Synchronous."""
    visitor = get_visitor(token=handshake.token, now_ms=now_ms)
    # Who sits in the room already is not shut out by others behind the same address.
    if guard.is_shut(ip=handshake.ip) and not member_selectors.is_member(
        room_id=room_code, session_id=visitor.id
    ):
        guard.check(ip=handshake.ip)
    return visitor


async def _join(room_code: str, visitor: Visitor, handshake: Handshake, now_ms: int) -> Joined:
    try:
        return await take_seat(
            room_id=room_code,
            visitor=visitor,
            needs_no_password=True,
            opened_ms=handshake.opened_ms,
            now_ms=now_ms,
            origin=Origin(handshake.ip, handshake.user_agent),
        )
    except Problem as problem:
        await in_db(guard.count, ip=handshake.ip, code=problem.code)
        raise


def _require_newest_page(connection: Connection, handshake: Handshake) -> None:
    """Turn a page away that comes back by itself, perhaps in a pocket, and finds a newer one."""
    if handshake.opened_ms is not None and presence.is_opened_since(
        room_id=connection.room_id,
        session_id=connection.actor.session_id,
        opened_ms=handshake.opened_ms,
    ):
        raise Problem(Code.ALREADY_IN_ROOM)


def _take_over(connection: Connection, joined: Joined, handshake: Handshake, now_ms: int) -> None:
    """Put this socket in place of an older one of the same session; nothing in here awaits."""
    session_id = joined.actor.session_id
    if presence.seat(connection.room_id, session_id) is None:
        # While this socket was coming in, its session left, was sent out, or went elsewhere.
        raise Problem(Code.ALREADY_IN_ROOM)
    hub.add(connection)
    is_first = presence.connect(
        room_id=connection.room_id,
        session_id=session_id,
        connection_id=connection.id,
        opened_ms=now_ms if handshake.opened_ms is None else handshake.opened_ms,
    )
    bus.publish(
        connection.room_id,
        Shut(Close.ELSEWHERE, only_session=session_id, before=connection.turn),
    )
    if is_first:
        member = msgspec.structs.replace(joined.member, online=True)
        tell_joined(room_id=connection.room_id, member=member, now_ms=now_ms)


async def _show(connection: Connection) -> None:
    room_id, now_ms = connection.room_id, clock.cloud_ms()
    await current_state(room_id)
    picture = await picture_of(room_id, lambda: take_picture(room_id=room_id, now_ms=now_ms))
    if not any(one.session_id == connection.actor.session_id for one in picture.members):
        # Sent out while it came in: what closes sockets had passed by before this one was there.
        raise Problem(Code.ALREADY_IN_ROOM)
    seen = picture.seen_by(connection.actor)
    connection.sync_tolerance = picture.room.settings["sync_tolerance"]
    connection.open_with(picture_frame(connection, seen, now_ms))
    tell_ready_soon(room_id)


def leave(connection: Connection) -> None:
    """The socket is gone; the seat is kept for the grace."""
    hub.remove(connection)
    was_last = presence.disconnect(
        room_id=connection.room_id,
        session_id=connection.actor.session_id,
        connection_id=connection.id,
        now_ms=clock.cloud_ms(),
    )
    if was_last:
        tell_ready_soon(connection.room_id)
