"""What rooms need from the screen, which stands above them; ``playback`` plugs itself in."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from rooms.roles import Actor


class ScreenView(Protocol):
    """The part of the playback that a room shows about itself."""

    @property
    def media_url(self) -> str: ...
    @property
    def playback_state(self) -> str: ...
    @property
    def current_time(self) -> float: ...
    @property
    def duration(self) -> float: ...
    @property
    def playback_rate(self) -> float: ...


class Moment(NamedTuple):
    """What was on the screen at a time: the film's address and the position in it, s."""

    media_url: str
    position: float


class Screen(Protocol):
    """Playback, as far as rooms are concerned; what is not async uses the ORM."""

    async def check_media(self, media_url: str) -> str:
        """Return the address in its stored form.

        Raises ``Problem(MEDIA_INVALID)``, also for a site that the operator does not allow.
        """

    def open(self, *, room_id: str, media_url: str, now_ms: int) -> None:
        """Make the record of a new room's playback, inside the caller's transaction."""

    async def check_reopening(self, old_id: str) -> None:
        """Raise ``Problem(MEDIA_INVALID)`` when the film that was on is allowed no more."""

    def reopen(self, *, room_id: str, old_id: str, left_ms: int, now_ms: int) -> None:
        """Make a new room's record from that of one that is over, inside the caller's transaction.

        The same film, paused where it was at ``left_ms``; from the start when it was over by then.
        """

    def views(self, room_ids: Sequence[str], *, now_ms: int) -> Mapping[str, ScreenView]:
        """Return the newest known playback of each room."""

    def demos(self) -> list[dict[str, Any]]:
        """Return the built-in clips."""

    async def change_media(
        self, *, room_id: str, media_url: str, actor: Actor, now_ms: int
    ) -> None:
        """Show another film to everybody."""

    async def pause(self, *, room_id: str, actor: Actor, now_ms: int) -> None:
        """Pause where the room is; raises ``Problem(NOT_PERMITTED)``."""

    async def moment(self, room_id: str, *, at_ms: int) -> Moment:
        """Return what is on the screen, and where it is at a cloud time."""

    async def close(self, room_id: str) -> None:
        """Write the last state down and forget a room that is over."""


class _Socket:
    """Holds the one screen that is plugged in."""

    screen: Screen | None = None


def plug(screen: Screen) -> None:
    """Called once at start, by ``playback``."""
    _Socket.screen = screen


def screen() -> Screen:
    """Return the screen; raises RuntimeError when the apps are put together wrongly."""
    if _Socket.screen is None:
        raise RuntimeError("playback has not plugged itself into rooms.ports")
    return _Socket.screen
