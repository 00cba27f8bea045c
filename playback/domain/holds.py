"""For whom a room waits when films stop, and for how long in all. Pure.

Source: SPEC §2 "Buffering". Every member has a budget of patience: the time in which the room
waits for it uses it up, and while its film does not stand it slowly comes back. An honest member
never sees the end of it; one that stalls for ever, or over and over, no longer holds up the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

# A room waits no longer than this in one go, and for a rested member no longer than this in all.
LONGEST_MS: Final = 30_000
# A hold costs at least this much: many short ones must not come cheaper than one long one.
LEAST_MS: Final = 2_000
# One ms of the budget comes back in this many.
REST_PER_MS: Final = 4


@dataclass(frozen=True, slots=True)
class Viewer:
    """What is known of one member's player, and how much of its budget (ms) is used."""

    is_ready: bool
    is_stalled: bool = False
    is_waived: bool = False
    is_holding: bool = False
    used_ms: int = 0

    def may_hold(self) -> bool:
        """Tell whether the player stands for want of data, and may still be waited for."""
        # For less than the least that it costs, a room need not begin to wait.
        least_ms = 1 if self.is_holding else LEAST_MS
        return self.is_stalled and not self.is_waived and self.used_ms + least_ms <= LONGEST_MS


def used_after_hold(used_ms: int, held_ms: int) -> int:
    """Return what is used of a budget after the room has waited for so long."""
    return used_ms + max(held_ms, LEAST_MS)


def used_after_rest(used_ms: int, rested_ms: int) -> int:
    """Return what is used of a budget after the film has not stood for so long."""
    return max(0, used_ms - max(0, rested_ms) // REST_PER_MS)


def waits_for(*, policy: str, host: str | None, viewers: Mapping[str, Viewer]) -> list[str]:
    """Return the session ids for which the room waits; empty when it plays on.

    ``policy``: ``host`` waits for the host alone, ``majority`` also when more than half of the
    ready members stand, ``nobody`` never.
    """
    stalled = [name for name, viewer in viewers.items() if viewer.may_hold()]
    if policy == "nobody":
        return []
    if policy == "host":
        return [name for name in stalled if name == host]
    ready = sum(viewer.is_ready for viewer in viewers.values())
    counted = sum(viewers[name].is_ready for name in stalled)
    return stalled if 2 * counted > ready else []
