"""What may be asked of a room, when, and how it is refused. Pure."""

from dataclasses import dataclass

from common.latest import clamp_sent_at


@dataclass(frozen=True, slots=True)
class Play:
    """Play. ``current_time`` (s) is what the sender sees."""

    current_time: float | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Pause. ``current_time`` (s) is what the sender sees."""

    current_time: float | None = None


@dataclass(frozen=True, slots=True)
class Seek:
    """Go to ``current_time`` (s)."""

    current_time: float


@dataclass(frozen=True, slots=True)
class SetRate:
    """Play at ``rate`` times the normal speed."""

    rate: float


@dataclass(frozen=True, slots=True)
class ChangeMedia:
    """Show another film, paused at its start."""

    media_url: str
    title: str = ""
    duration: float = 0.0


@dataclass(frozen=True, slots=True)
class SetTitle:
    """Call the film that is on ``title``; "" goes back to the name of its file."""

    title: str


@dataclass(frozen=True, slots=True)
class Hold:
    """Stand still until somebody's film goes on; made by the server, not by a member."""


@dataclass(frozen=True, slots=True)
class Release:
    """Go on after a hold, unless somebody has paused or played meanwhile."""


Command = Play | Pause | Seek | SetRate | ChangeMedia | SetTitle | Hold | Release


@dataclass(frozen=True, slots=True)
class Timing:
    """When things happen (cloud ms): arrival, the sender's word, and the leads of this room.

    Without the sender's word the order of arrival decides.
    """

    now_ms: int
    sent_at_ms: int | None
    play_lead_ms: int = 0
    seek_lead_ms: int = 0

    def wished_at_ms(self, last_ms: int) -> int:
        """Return the sender's time, believed within 2 s; ``last_ms`` is the newest so far."""
        if self.sent_at_ms is None:
            return max(self.now_ms, last_ms)
        return clamp_sent_at(sent_at_ms=self.sent_at_ms, now_ms=self.now_ms)


class Rejected(Exception):
    """A command that the room does not take."""


class Stale(Rejected):
    """It is older than the last accepted one, or meant for another version."""


class BadValue(Rejected):
    """A value out of range; ``field`` names it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field
