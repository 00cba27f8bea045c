"""Members who do not look: told to everybody, and by policy the room pauses for them.

Source: SPEC §2 "Away".
"""

from typing import Final
from uuid import UUID

from common.db import in_db
from playback import services
from playback.current import current_state
from playback.domain.commands import Pause
from playback.domain.state import Phase
from playback.holding import SERVER, told_in_the_log
from rooms import selectors, wire
from rooms.presence import Seat, presence
from rooms.services.audit import record_line
from rooms.services.tell import tell_notice

LOST_AFTER_MS: Final = 5_000
# Whoever comes and goes all the time pauses the others no more often than this.
PAUSE_EVERY_MS: Final = 60_000
# And a room is paused by itself no more often than this, for whomever.
PAUSE_ROOM_EVERY_MS: Final = 20_000
# Nor do they read of a going more often than this; how it ended they read in any case.
TELL_EVERY_MS: Final = 2_000


async def note_away(*, room_id: str, session_id: str, now_ms: int, is_lost: bool = False) -> None:
    """A member looks away, or its line is lost; saying it again changes nothing."""
    seat = presence.seat(room_id, session_id)
    if seat is None or seat.away_since_ms is not None:
        return
    seat.away_since_ms = now_ms
    seat.is_away_lost = is_lost
    facts = await in_db(selectors.wait_facts, room_id=room_id)
    _tell(room_id, session_id, facts.nicknames.get(session_id, ""), now_ms)
    # Whoever is back before the names were read was hardly away.
    if facts.away_policy == "pause_room" and seat.away_since_ms is not None:
        await _pause(room_id, seat, now_ms)


async def _pause(room_id: str, seat: Seat, now_ms: int) -> None:
    state = await current_state(room_id)
    if state.phase is Phase.PAUSED:
        return
    if _is_recent(seat.away_paused_ms, now_ms, PAUSE_EVERY_MS):
        return
    if _is_recent(presence.paused_ms.get(room_id), now_ms, PAUSE_ROOM_EVERY_MS):
        return
    seat.away_paused_ms = presence.paused_ms[room_id] = now_ms
    await services.command(
        room_id=room_id,
        actor=SERVER,
        command=Pause(),
        # Not a wish of a certain moment: whatever was accepted meanwhile, the room pauses now.
        envelope=services.Envelope(sent_at_ms=None),
        now_ms=now_ms,
    )


def _is_recent(at_ms: int | None, now_ms: int, within_ms: int) -> bool:
    return at_ms is not None and now_ms - at_ms < within_ms


async def note_back(*, room_id: str, session_id: str, nickname: str, now_ms: int) -> None:
    """A member looks again; the room goes on when somebody presses play."""
    seat = presence.seat(room_id, session_id)
    if seat is None or seat.away_since_ms is None:
        return
    seat.away_since_ms = None
    seat.is_away_lost = False
    _tell(room_id, session_id, nickname, now_ms)


async def note_connected(*, room_id: str, session_id: str, nickname: str, now_ms: int) -> None:
    """A line that was lost is there again; whoever said to be away says so when that is over."""
    seat = presence.seat(room_id, session_id)
    if seat is not None and seat.is_away_lost:
        await note_back(room_id=room_id, session_id=session_id, nickname=nickname, now_ms=now_ms)
        with told_in_the_log(room_id):
            await _record(room_id, session_id, False, now_ms)


async def _record(room_id: str, session_id: str, is_lost: bool, now_ms: int) -> None:
    await in_db(
        record_line,
        room_id=room_id,
        session_id=UUID(session_id),
        is_lost=is_lost,
        now_ms=now_ms,
    )


def _tell(room_id: str, session_id: str, nickname: str, now_ms: int) -> None:
    """Tell whether a member looks, unless everybody knows or the last time was too short ago."""
    seat = presence.seat(room_id, session_id)
    if seat is None or not _is_due(seat, now_ms):
        return
    event = "back" if seat.away_since_ms is None else "away"
    seat.is_away_told = event == "away"
    if seat.is_away_told:
        seat.away_told_ms = now_ms
    notice = wire.SystemNotice(event, nickname, session_id=session_id)
    tell_notice(room_id=room_id, notice=notice, now_ms=now_ms)


def _is_due(seat: Seat, now_ms: int) -> bool:
    if seat.away_since_ms is None:
        return seat.is_away_told
    is_long_ago = seat.away_told_ms is None or now_ms - seat.away_told_ms >= TELL_EVERY_MS
    return is_long_ago and not seat.is_away_told


async def sweep_lost(*, now_ms: int) -> None:
    """Members whose network has been gone for 5 s are away."""
    for room_id, session_id in presence.lost(now_ms - LOST_AFTER_MS):
        with told_in_the_log(room_id):
            await note_away(room_id=room_id, session_id=session_id, now_ms=now_ms, is_lost=True)
            await _record(room_id, session_id, True, now_ms)


async def sweep_untold(*, now_ms: int) -> None:
    """Tell of those who went again so soon that it was not told at once."""
    for room_id, seats in list(presence.rooms.items()):
        due = [session_id for session_id, seat in seats.items() if _is_due(seat, now_ms)]
        if not due:
            continue
        with told_in_the_log(room_id):
            facts = await in_db(selectors.wait_facts, room_id=room_id)
            for session_id in due:
                _tell(room_id, session_id, facts.nicknames.get(session_id, ""), now_ms)
