"""What the seats of a room keep of stalls and of waiting for them; the rule is ``domain.holds``.

Nothing in here awaits, so that seats and playback state change in the same step.
"""

from collections.abc import Collection

from playback.domain.holds import Viewer, used_after_hold, used_after_rest
from rooms.presence import Seat, presence


def begin_stall(seat: Seat, now_ms: int) -> None:
    """The film stands: from now on nothing of the budget comes back."""
    seat.held_ms = used_after_rest(seat.held_ms, now_ms - seat.rests_since_ms)
    seat.is_stalled = True


def end_stall(seat: Seat, now_ms: int) -> None:
    """The film can go on; a later stall is a new one."""
    _stop(seat, now_ms)
    seat.is_stalled = seat.is_waived = False
    seat.rests_since_ms = now_ms


def forget_stalls(room_id: str, now_ms: int) -> None:
    """A new film: how the last one ran does not count."""
    for seat in presence.seats(room_id).values():
        if seat.is_stalled:
            end_stall(seat, now_ms)


def viewers(room_id: str, now_ms: int) -> dict[str, Viewer]:
    """Return what decides for whom the room waits, by session id."""
    return {
        session_id: Viewer(
            is_ready=seat.ready,
            is_stalled=seat.is_stalled,
            is_waived=seat.is_waived,
            is_holding=seat.holds_since_ms is not None,
            used_ms=seat.held_ms + _held_ms(seat, now_ms),
        )
        for session_id, seat in presence.seats(room_id).items()
    }


def wait_for(room_id: str, names: Collection[str], now_ms: int) -> None:
    """The room stands for these members, and for nobody else any more."""
    for session_id, seat in presence.seats(room_id).items():
        if session_id not in names:
            _stop(seat, now_ms)
        elif seat.holds_since_ms is None:
            seat.holds_since_ms = now_ms


def waited_for(room_id: str) -> list[str]:
    """Return the session ids for which the room stands."""
    seats = presence.seats(room_id).items()
    return [session_id for session_id, seat in seats if seat.holds_since_ms is not None]


def stop(room_id: str, now_ms: int) -> None:
    """The room does not stand any more for anybody's film."""
    for seat in presence.seats(room_id).values():
        _stop(seat, now_ms)
        if seat.is_hold_told:
            seat.is_hold_told = False


def waive(room_id: str) -> None:
    """Go on without those whose film stands, until their present stall is over."""
    for seat in presence.seats(room_id).values():
        seat.is_waived = seat.is_waived or seat.is_stalled


def is_told(room_id: str) -> bool:
    """Tell whether everybody knows for whom the room stands."""
    seats = presence.seats(room_id).values()
    return all(seat.is_hold_told == (seat.holds_since_ms is not None) for seat in seats)


def note_told(room_id: str) -> None:
    """Everybody has been told for whom the room stands."""
    for seat in presence.seats(room_id).values():
        seat.is_hold_told = seat.holds_since_ms is not None


def _stop(seat: Seat, now_ms: int) -> None:
    if seat.holds_since_ms is not None:
        seat.held_ms = used_after_hold(seat.held_ms, _held_ms(seat, now_ms))
        seat.holds_since_ms = None


def _held_ms(seat: Seat, now_ms: int) -> int:
    return 0 if seat.holds_since_ms is None else now_ms - seat.holds_since_ms
