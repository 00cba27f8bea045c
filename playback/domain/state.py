"""What is on the screen, as an anchor: position P at cloud time T. Pure."""

from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

MIN_RATE: Final = 0.25
MAX_RATE: Final = 4.0
# Eleven days: longer than any film, shorter than any mischief.
MAX_POSITION_S: Final = 1_000_000.0
OVER_S: Final = 3.0


class Phase(StrEnum):
    """What the room is doing."""

    PLAYING = "playing"
    PAUSED = "paused"
    BUFFERING = "buffering"


class State(Struct, frozen=True):
    """A room's playback.

    ``anchor_position`` (s) holds at ``anchor_ms`` (cloud clock), which may lie ahead; until then
    the position stands still. ``duration`` is 0 while unknown. ``last_command_ms`` is the
    sender's time of the newest accepted command.
    """

    media_url: str
    title: str = ""
    phase: Phase = Phase.PAUSED
    anchor_position: float = 0.0
    anchor_ms: int = 0
    rate: float = 1.0
    duration: float = 0.0
    version: int = 0
    updated_by: str = ""
    last_command_ms: int = 0


def position_at(state: State, now_ms: int) -> float:
    """Return the position in seconds at a cloud time."""
    position = state.anchor_position
    if state.phase is Phase.PLAYING:
        position += state.rate * max(0, now_ms - state.anchor_ms) / 1000
    return within_duration(position, state.duration)


def within_duration(position: float, duration: float) -> float:
    """Keep a position between 0 and the end, when the end is known."""
    end = duration if duration > 0 else MAX_POSITION_S
    return min(max(0.0, position), end)


def resumed(state: State, left_ms: int) -> State:
    """Return how a film that was left goes on in another room: paused where it was, at rate 1.

    A film of which less than ``OVER_S`` were left had been seen, and begins again. The version is
    a new room's, and nobody has commanded anything yet.
    """
    position = position_at(state, left_ms)
    if 0 < state.duration <= position + OVER_S:
        position = 0.0
    return replace(
        state,
        phase=Phase.PAUSED,
        anchor_position=position,
        anchor_ms=left_ms,
        rate=1.0,
        version=0,
        updated_by="",
        last_command_ms=0,
    )
