"""What a room shows to those who do not sit in it. Pure.

A private room, and one whose managers say who comes in, keep members, film and talk to themselves.
"""

from typing import Any

import msgspec

from rooms import room_settings, wire


def is_open(*, is_private: bool, settings: dict[str, Any]) -> bool:
    """Tell whether a room shows its members and its film to everybody."""
    return not (is_private or room_settings.asks_newcomers(settings))


def to_strangers(view: wire.RoomView) -> wire.RoomView:
    """Return a room without what those outside may not see; an open one as it is.

    Where newcomers knock, nothing tells of the film; a private room (SPEC §3) hides its link.
    """
    if room_settings.asks_newcomers(view.settings):
        return msgspec.structs.replace(
            view,
            media_url="",
            playback_state="paused",
            current_time=0.0,
            duration=0.0,
            playback_rate=1.0,
        )
    return msgspec.structs.replace(view, media_url="") if view.is_private else view
