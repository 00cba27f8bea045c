"""Waiting for a member whose film has stopped, and going on when it has what it needs."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from common.db import in_db
from common.errors import Problem
from common.workers import is_first_of
from playback import services, waiting
from playback.current import current_state
from playback.domain.commands import Hold, Release
from playback.domain.holds import LONGEST_MS, waits_for
from playback.domain.state import Phase, State
from playback.stores import store
from rooms import selectors, wire
from rooms.presence import presence
from rooms.roles import HOST, Actor
from rooms.services.tell import tell_notice

log = logging.getLogger(__name__)

# Who acts when nobody does.
SERVER = Actor(session_id="", role=HOST, permissions={}, allow_control=True)


async def note_stall(*, room_id: str, session_id: str, is_stalled: bool, now_ms: int) -> None:
    """Remember that a member's film stands, or goes on, and let the room wait or go on.

    A stall that lasts is told once: only its end and a new beginning count anew.
    """
    seat = presence.seat(room_id, session_id)
    if seat is None or is_stalled == seat.is_stalled:
        return
    if is_stalled:
        waiting.begin_stall(seat, now_ms)
    else:
        waiting.end_stall(seat, now_ms)
    await settle(room_id=room_id, now_ms=now_ms)


async def settle(*, room_id: str, now_ms: int) -> None:
    """Bring the room in line with who is stalled; does nothing when it is already."""
    state = await current_state(room_id)
    if state.phase not in (Phase.PLAYING, Phase.BUFFERING):
        return
    facts = await in_db(selectors.wait_facts, room_id=room_id)
    if _has_waited_long(state, now_ms):
        waiting.waive(room_id)
    names = waits_for(
        policy=facts.buffer_policy,
        host=facts.host,
        viewers=waiting.viewers(room_id, now_ms),
    )
    outcome = await services.command(
        room_id=room_id,
        actor=SERVER,
        command=Hold() if names else Release(),
        envelope=services.Envelope(sent_at_ms=now_ms),
        now_ms=now_ms,
    )
    # Somebody may have paused in the meantime: then the room stands for nobody's film.
    if outcome.view.playback_state == Phase.BUFFERING:
        waiting.wait_for(room_id, names, now_ms)
        if outcome.is_new:
            _tell(room_id, names, facts.nicknames, now_ms)


def _has_waited_long(state: State, now_ms: int) -> bool:
    """Members who take turns at stalling have a budget each, but hold no longer than one can."""
    return state.phase is Phase.BUFFERING and now_ms - state.anchor_ms >= LONGEST_MS


def _tell(room_id: str, names: Sequence[str], nicknames: Mapping[str, str], now_ms: int) -> None:
    if not names:
        # While the names were read the room went on, which told everybody enough.
        return
    waiting.note_told(room_id)
    text = "、".join(nicknames.get(name, "") for name in names)
    notice = wire.SystemNotice("buffering", text, session_id=names[0], session_ids=list(names))
    tell_notice(room_id=room_id, notice=notice, now_ms=now_ms)


async def sweep_holds(*, now_ms: int) -> None:
    """Let rooms go on whose stalled member has not come back in time, or has left.

    A room that still waits, but for others than it was told, is told: here and not at once, so
    that nobody's coming and going floods it.
    """
    for room_id in list(presence.rooms):
        with told_in_the_log(room_id):
            await _sweep(room_id, now_ms)


async def _sweep(room_id: str, now_ms: int) -> None:
    if not _waits(room_id) and waiting.is_told(room_id):
        # So it is nearly always, and there are many rooms.
        return
    seats = presence.seats(room_id).values()
    if not is_first_of(seat.connection_id for seat in seats if seat.connection_id is not None):
        # Two workers would tell everything twice, and write down two beginnings of one wait.
        return
    if _waits(room_id):
        await settle(room_id=room_id, now_ms=now_ms)
    if not waiting.is_told(room_id):
        facts = await in_db(selectors.wait_facts, room_id=room_id)
        _tell(room_id, waiting.waited_for(room_id), facts.nicknames, now_ms)


@contextmanager
def told_in_the_log(room_id: str) -> Iterator[None]:
    """One room in trouble must not keep a sweep from the others."""
    try:
        yield
    except Problem as problem:
        facts = {"room": room_id, "code": int(problem.code)}
        log.warning("a room could not be swept", extra={"facts": facts})


def _waits(room_id: str) -> bool:
    state = store.peek(room_id)
    return state is not None and state.phase is Phase.BUFFERING
