"""What was said, answered, seen and recorded in one run. Pure values."""

from dataclasses import dataclass, field
from typing import Any

# Two views of one state may differ by so much, s: what is shown is rounded.
CLOSE_S = 0.01


@dataclass(frozen=True, slots=True)
class View:
    """A room's state as somebody was shown it: at ``at_ms`` the film was at ``position``."""

    version: int
    phase: str
    position: float
    rate: float
    media: str
    at_ms: float

    @classmethod
    def of(cls, playback: dict[str, Any]) -> "View":
        """Read what the server sends about playback."""
        return cls(
            version=playback["version"],
            phase=playback["playback_state"],
            position=playback["current_time"],
            rate=playback["playback_rate"],
            media=playback["media_url"],
            at_ms=max(playback["server_time"], playback["effective_at"]),
        )

    def at(self, when_ms: float) -> float:
        """Return the position at a time, s."""
        moves = self.rate if self.phase == "playing" else 0.0
        return self.position + moves * (when_ms - self.at_ms) / 1000

    def is_same_state(self, other: "View") -> bool:
        """Tell whether two views show one and the same state."""
        facts = (self.phase, self.rate, self.media)
        when_ms = max(self.at_ms, other.at_ms)
        return facts == (other.phase, other.rate, other.media) and (
            abs(self.at(when_ms) - other.at(when_ms)) < CLOSE_S
        )


@dataclass(frozen=True, slots=True)
class Command:
    """What a client asked for; ``value`` is a position, a rate or a text."""

    id: str
    kind: str
    value: float | str | None = None
    # The newest version that it had been shown when it asked.
    known: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """A state that reached a client. ``is_first``: in the picture after (re)connecting."""

    view: View
    at_ms: float
    frame_id: str = ""
    is_first: bool = False


@dataclass(slots=True)
class Client:
    """All that one client knows."""

    session_id: str
    room: str
    role: str
    sent: dict[str, Command] = field(default_factory=dict)
    # Frame id → the version under which it was accepted, or the id of the chat line; and when.
    acked: dict[str, tuple[int | str, float]] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    # Sessions of which it was told that they have left.
    left: list[str] = field(default_factory=list)
    # The members in the last picture that it was shown: session → role.
    members: dict[str, str] = field(default_factory=dict)
    # Between one socket and the first picture through the next.
    away: list["Span"] = field(default_factory=list)

    @property
    def longest_away_s(self) -> float:
        """Return how long it was away at most."""
        return max((span.to_ms - span.from_ms for span in self.away), default=0.0) / 1000

    @property
    def belief(self) -> View | None:
        """Return the newest state that it holds, as a page holds it."""
        views = [seen.view for seen in self._since_last_first()]
        return max(views, key=lambda view: view.version, default=None)

    def _since_last_first(self) -> list[Seen]:
        firsts = [index for index, seen in enumerate(self.seen) if seen.is_first]
        return self.seen[firsts[-1] :] if firsts else self.seen


@dataclass(frozen=True, slots=True)
class Line:
    """One accepted command in the room's log."""

    kind: str
    position: float
    rate: float


@dataclass(slots=True)
class Room:
    """One room at the end: as the server shows it, and as the record has it."""

    shown: View
    recorded: View
    lines: dict[int, Line]
    chat: dict[str, str]
    # Session → role, of those who are present.
    members: dict[str, str]


@dataclass(frozen=True, slots=True)
class Span:
    """A time, in ms."""

    from_ms: float
    to_ms: float

    def holds(self, at_ms: float) -> bool:
        """Tell whether a moment lies within."""
        return self.from_ms <= at_ms <= self.to_ms


@dataclass(slots=True)
class History:
    """One run."""

    clients: list[Client]
    rooms: dict[str, Room]
    # While workers could not reach each other each went on alone, and a client that changed
    # workers may have been shown an older state; the newest counts afterwards.
    apart: list[Span] = field(default_factory=list)
