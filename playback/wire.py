"""What is told about playback. Pure. Seconds and cloud-clock milliseconds."""

from typing import Any

import msgspec

from playback.domain.state import State, position_at


class PlaybackView(msgspec.Struct, frozen=True):
    """The line: while playing, position(t) = current_time + rate × (t − max(server, effective))."""

    room_id: str
    media_url: str
    title: str
    playback_state: str
    current_time: float
    duration: float
    playback_rate: float
    version: int
    server_time: int
    effective_at: int
    updated_by: str


class PlaybackEvent(PlaybackView, frozen=True):
    """Data of a ``playback`` frame."""

    action: str = ""


class DemoView(msgspec.Struct, frozen=True):
    """A built-in clip.

    ``duration`` in seconds, 0 when unknown; ``fallback`` is the same film elsewhere, "" for none.
    """

    id: int
    title: str
    url: str
    duration: float
    poster: str
    offline: bool
    fallback: str = ""


def view_of(room_id: str, state: State, now_ms: int) -> PlaybackView:
    """Show a state as it is at a cloud time."""
    return PlaybackView(**_facts(room_id, state, now_ms))


def event_of(room_id: str, state: State, now_ms: int, action: str) -> PlaybackEvent:
    """Show a state with the action that made it."""
    return PlaybackEvent(**_facts(room_id, state, now_ms), action=action)


def _facts(room_id: str, state: State, now_ms: int) -> dict[str, Any]:
    return {
        "room_id": room_id,
        "media_url": state.media_url,
        "title": state.title,
        "playback_state": state.phase.value,
        "current_time": round(position_at(state, now_ms), 6),
        "duration": state.duration,
        "playback_rate": state.rate,
        "version": state.version,
        "server_time": now_ms,
        "effective_at": state.anchor_ms,
        "updated_by": state.updated_by,
    }
