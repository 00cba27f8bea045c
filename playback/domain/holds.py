"""For whom a room waits when films stop. Pure.

Source: SPEC §2 "Buffering".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

# A member who does not come back by then no longer holds up the others.
LONGEST_MS: Final = 30_000


@dataclass(frozen=True, slots=True)
class Viewer:
    """What is known of one member's player."""

    is_ready: bool
    stalled_since_ms: int | None

    def is_stalled(self, now_ms: int) -> bool:
        """Tell whether the player stands for want of data, and may still be waited for."""
        return self.stalled_since_ms is not None and now_ms - self.stalled_since_ms < LONGEST_MS


def waits_for(
    *, policy: str, host: str | None, viewers: Mapping[str, Viewer], now_ms: int
) -> list[str]:
    """Return the session ids for which the room waits; empty when it plays on.

    ``policy``: ``host`` waits for the host alone, ``majority`` also when more than half of the
    ready members stand, ``nobody`` never.
    """
    stalled = [name for name, viewer in viewers.items() if viewer.is_stalled(now_ms)]
    if policy == "nobody":
        return []
    if policy == "host":
        return [name for name in stalled if name == host]
    ready = sum(viewer.is_ready for viewer in viewers.values())
    counted = sum(viewers[name].is_ready for name in stalled)
    return stalled if 2 * counted > ready else []
