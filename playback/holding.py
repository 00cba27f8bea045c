"""Waiting for a member whose film has stopped, and going on when it has what it needs."""

from common.db import in_db
from playback import services
from playback.domain.holds import Viewer, waits_for
from playback.domain.machine import Hold, Release
from playback.domain.state import Phase
from playback.stores import store
from rooms import selectors, wire
from rooms.presence import presence
from rooms.roles import HOST, Actor
from rooms.services.tell import tell_notice

# Who acts when nobody does.
SERVER = Actor(session_id="", role=HOST, permissions={}, allow_control=True)


async def note_stall(*, room_id: str, session_id: str, is_stalled: bool, now_ms: int) -> None:
    """Remember that a member's film stands, or goes on, and let the room wait or go on.

    A stall that lasts is told once: only its end and a new beginning count anew.
    """
    seat = presence.seat(room_id, session_id)
    if seat is None or is_stalled == (seat.stalled_since_ms is not None):
        return
    seat.stalled_since_ms = now_ms if is_stalled else None
    await settle(room_id=room_id, now_ms=now_ms)


async def settle(*, room_id: str, now_ms: int) -> None:
    """Bring the room in line with who is stalled; does nothing when it is already."""
    state = await services.current_state(room_id)
    if state.phase not in (Phase.PLAYING, Phase.BUFFERING):
        return
    facts = await in_db(selectors.wait_facts, room_id=room_id)
    names = waits_for(
        policy=facts.buffer_policy, host=facts.host, viewers=_viewers(room_id), now_ms=now_ms
    )
    outcome = await services.command(
        room_id=room_id,
        actor=SERVER,
        command=Hold() if names else Release(),
        envelope=services.Envelope(sent_at_ms=now_ms),
        now_ms=now_ms,
    )
    if names and outcome.is_new:
        text = "、".join(facts.nicknames.get(name, "") for name in names)
        notice = wire.SystemNotice("buffering", text, session_id=names[0])
        tell_notice(room_id=room_id, notice=notice, now_ms=now_ms)


async def sweep_holds(*, now_ms: int) -> None:
    """Let rooms go on whose stalled member has not come back in time, or has left."""
    for room_id in list(presence.rooms):
        state = store.peek(room_id)
        if state is not None and state.phase is Phase.BUFFERING:
            await settle(room_id=room_id, now_ms=now_ms)


def _viewers(room_id: str) -> dict[str, Viewer]:
    return {
        session_id: Viewer(seat.ready, seat.stalled_since_ms)
        for session_id, seat in presence.seats(room_id).items()
    }
