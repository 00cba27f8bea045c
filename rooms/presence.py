"""Who is in which room right now: seats, sockets, readiness, link quality.

The truth of one process, and with several workers each one's copy of what all know
(``rooms.mirror``). A seat is held for 30 s by joining over HTTP or after the last socket closed;
while it has a socket it does not expire.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from typing import Any, Final, Protocol

GRACE_MS: Final = 30_000
# Whoever leaves and comes back within this finds what was counted against him.
REMEMBERED_MS: Final = 600_000
COUNTED: Final = ("held_ms", "rests_since_ms", "away_paused_ms", "away_told_ms")


@dataclass(slots=True)
class Seat:
    """One session's place in one room. ``until_ms`` is None while a socket is open.

    ``watch`` is told the name of every fact that changes.
    """

    until_ms: int | None
    connection_id: str | None = None
    # When the page was opened that this socket belongs to.
    opened_ms: int = 0
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
    # Away because the line was lost, not because the page said so.
    is_away_lost: bool = False
    away_paused_ms: int | None = None
    is_away_told: bool = False
    away_told_ms: int | None = None
    watch: Callable[[str], None] | None = field(default=None, repr=False, compare=False)

    def __setattr__(self, name: str, value: Any) -> None:
        """Set a fact, and say so if it is another one than before."""
        watch = getattr(self, "watch", None)
        is_new = watch is not None and name != "watch" and getattr(self, name) != value
        object.__setattr__(self, name, value)
        if is_new and watch is not None:
            watch(name)

    def is_held(self, now_ms: int) -> bool:
        """Tell whether the seat still counts."""
        return self.until_ms is None or self.until_ms > now_ms


# What there is to know of a seat.
FACTS: Final = tuple(fact.name for fact in fields(Seat) if fact.name != "watch")


@dataclass(frozen=True, slots=True)
class InUse:
    """How much is going on: sockets, and rooms with at least one."""

    connections: int
    rooms_in_use: int


class Watcher(Protocol):
    """Is told what changes; for a mirror in other processes."""

    def changed(self, room_id: str, session_id: str, *facts: str) -> None:
        """Some facts of a seat are others now."""

    def released(self, room_id: str, session_id: str) -> None:
        """A seat is no more."""


@dataclass(slots=True)
class Presence:
    """All seats that this process knows. Every method is atomic: none awaits."""

    rooms: dict[str, dict[str, Seat]] = field(default_factory=dict)
    watcher: Watcher | None = None
    # When each room was last paused by itself, for whomever.
    paused_ms: dict[str, int] = field(default_factory=dict)
    # (room, session) → what was counted, and when it was first looked at after the seat was gone.
    _left: dict[tuple[str, str], tuple[dict[str, Any], int | None]] = field(default_factory=dict)

    def hold(self, *, room_id: str, session_id: str, seat: Seat) -> Seat:
        """Put a seat there unless there is one; returns the one that is there."""
        seats = self.rooms.setdefault(room_id, {})
        if session_id not in seats:
            self._put(room_id, session_id, seat)
        return seats[session_id]

    def _put(self, room_id: str, session_id: str, seat: Seat) -> None:
        self.rooms.setdefault(room_id, {})[session_id] = seat
        watcher = self.watcher
        if watcher is not None:
            seat.watch = lambda name: watcher.changed(room_id, session_id, name)
            watcher.changed(room_id, session_id, *FACTS)

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
        if self.is_full(room_id=room_id, session_id=session_id, now_ms=now_ms, limit=limit):
            return None
        counted = self._counted(room_id, session_id, now_ms)
        self._put(room_id, session_id, Seat(until_ms=now_ms + GRACE_MS, **counted))
        return True

    def is_full(self, *, room_id: str, session_id: str, now_ms: int, limit: int) -> bool:
        """Tell whether others hold all the seats."""
        seats = self.seats(room_id).items()
        taken = sum(seat.is_held(now_ms) for key, seat in seats if key != session_id)
        return taken >= limit

    def _counted(self, room_id: str, session_id: str, now_ms: int) -> dict[str, Any]:
        """Return what is remembered of a session's last seat here; forget what is long ago."""
        for key, (counted, since_ms) in list(self._left.items()):
            if since_ms is None:
                self._left[key] = counted, now_ms
            elif now_ms - since_ms > REMEMBERED_MS:
                del self._left[key]
        return self._left.pop((room_id, session_id), ({}, None))[0]

    def is_opened_since(self, *, room_id: str, session_id: str, opened_ms: int) -> bool:
        """Tell whether the seat's socket belongs to a page that was opened later."""
        seat = self.seat(room_id, session_id)
        return seat is not None and seat.connection_id is not None and seat.opened_ms > opened_ms

    def connect(
        self, *, room_id: str, session_id: str, connection_id: str, opened_ms: int = 0
    ) -> bool:
        """Put a socket on the seat, instead of an older one; True when it is the first ever."""
        seat = self.rooms[room_id][session_id]
        first = not seat.was_online
        seat.connection_id, seat.opened_ms = connection_id, opened_ms
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
        if gone is None:
            return False
        counted = {name: getattr(gone, name) for name in COUNTED if getattr(gone, name)}
        if counted:
            self._left[room_id, session_id] = counted, None
        if self.watcher is not None:
            self.watcher.released(room_id, session_id)
        return True

    def drop_room(self, room_id: str) -> None:
        """Forget all seats of a room."""
        for session_id in list(self.seats(room_id)):
            self.release(room_id=room_id, session_id=session_id)
        self.paused_ms.pop(room_id, None)
        for key in [key for key in self._left if key[0] == room_id]:
            del self._left[key]

    def seat(self, room_id: str, session_id: str) -> Seat | None:
        """Return a seat or None."""
        return self.rooms.get(room_id, {}).get(session_id)

    def seats(self, room_id: str) -> dict[str, Seat]:
        """Return the room's seats by session id."""
        return self.rooms.get(room_id, {})

    def online(self, room_id: str) -> int:
        """Count the sockets of a room."""
        return sum(seat.connection_id is not None for seat in self.seats(room_id).values())

    def in_use(self) -> InUse:
        """Count the sockets of all rooms, on all workers."""
        counts = [self.online(room_id) for room_id in list(self.rooms)]
        return InUse(connections=sum(counts), rooms_in_use=sum(count > 0 for count in counts))

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
