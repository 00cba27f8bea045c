"""Who is in which room right now: seats, sockets, readiness, link quality.

The truth of one process. A seat is held for 30 s by joining over HTTP or after the last socket
closed; while it has a socket it does not expire.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

GRACE_MS: Final = 30_000


@dataclass(slots=True)
class Seat:
    """One session's place in one room. ``until_ms`` is None while a socket is open."""

    until_ms: int | None
    connection_id: str | None = None
    was_online: bool = False
    ready: bool = False
    rtt_ms: float | None = None
    jitter_ms: float = 0.0
    seek_ms: float | None = None
    drift_ms: int | None = None
    level: str | None = None
    is_stalled: bool = False
    # The room goes on without it until this stall is over.
    is_waived: bool = False
    # The room waits for it since then; what of its budget was used before, and since when it rests.
    holds_since_ms: int | None = None
    held_ms: int = 0
    rests_since_ms: int = 0
    is_hold_told: bool = False
    lost_at_ms: int | None = None
    away_since_ms: int | None = None
    away_paused_ms: int | None = None
    is_away_told: bool = False
    away_told_ms: int | None = None

    def is_held(self, now_ms: int) -> bool:
        """Tell whether the seat still counts."""
        return self.until_ms is None or self.until_ms > now_ms


@dataclass(slots=True)
class Presence:
    """All seats of this process. Every method is atomic: none awaits."""

    rooms: dict[str, dict[str, Seat]] = field(default_factory=dict)

    def take(self, *, room_id: str, session_id: str, now_ms: int, limit: int) -> bool | None:
        """Hold a seat for 30 s.

        Returns True for a new seat, False when there was one already, None when the room is full.
        """
        seats = self.rooms.setdefault(room_id, {})
        seat = seats.get(session_id)
        if seat is not None and seat.is_held(now_ms):
            if seat.connection_id is None:
                seat.until_ms = now_ms + GRACE_MS
            return False
        taken = sum(other.is_held(now_ms) for key, other in seats.items() if key != session_id)
        if taken >= limit:
            return None
        seats[session_id] = Seat(until_ms=now_ms + GRACE_MS)
        return True

    def connect(self, *, room_id: str, session_id: str, connection_id: str) -> bool:
        """Put a socket on the seat, instead of an older one; True when it is the first ever."""
        seat = self.rooms[room_id][session_id]
        first = not seat.was_online
        seat.connection_id = connection_id
        seat.until_ms = seat.lost_at_ms = None
        seat.was_online = True
        return first

    def disconnect(self, *, room_id: str, session_id: str, connection_id: str, now_ms: int) -> bool:
        """Start the grace; False when the seat is gone or another socket has taken over."""
        seat = self.seat(room_id, session_id)
        if seat is None or seat.connection_id != connection_id:
            return False
        seat.connection_id = None
        seat.until_ms = now_ms + GRACE_MS
        seat.lost_at_ms = now_ms
        seat.ready = False
        seat.rtt_ms = None
        return True

    def release(self, *, room_id: str, session_id: str) -> bool:
        """Give the seat up at once; False when there was none."""
        seats = self.rooms.get(room_id, {})
        gone = seats.pop(session_id, None)
        if not seats:
            self.rooms.pop(room_id, None)
        return gone is not None

    def drop_room(self, room_id: str) -> None:
        """Forget all seats of a room."""
        self.rooms.pop(room_id, None)

    def seat(self, room_id: str, session_id: str) -> Seat | None:
        """Return a seat or None."""
        return self.rooms.get(room_id, {}).get(session_id)

    def seats(self, room_id: str) -> dict[str, Seat]:
        """Return the room's seats by session id."""
        return self.rooms.get(room_id, {})

    def online(self, room_id: str) -> int:
        """Count the sockets of a room."""
        return sum(seat.connection_id is not None for seat in self.seats(room_id).values())

    def expired(self, now_ms: int) -> Iterator[tuple[str, str]]:
        """Yield (room, session) of seats whose grace is over."""
        for room_id, seats in list(self.rooms.items()):
            for session_id, seat in list(seats.items()):
                if not seat.is_held(now_ms):
                    yield room_id, session_id

    def lost(self, before_ms: int) -> Iterator[tuple[str, str]]:
        """Yield (room, session) of those whose last socket closed before then, not told as away."""
        for room_id, seats in list(self.rooms.items()):
            for session_id, seat in list(seats.items()):
                is_lost = seat.lost_at_ms is not None and seat.lost_at_ms <= before_ms
                if is_lost and seat.away_since_ms is None:
                    yield room_id, session_id

    def clear_ready(self, room_id: str) -> None:
        """A new film: nobody has loaded it yet."""
        for seat in self.seats(room_id).values():
            seat.ready = False


presence = Presence()
