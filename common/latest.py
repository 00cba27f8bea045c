"""How far a sender's clock is believed (SPEC §2 "Latest wins"). Pure."""

from typing import Final

CLAMP_MS: Final = 2000


def clamp_sent_at(*, sent_at_ms: int, now_ms: int) -> int:
    """Return the sender's time, no later than the arrival and at most 2 s before it."""
    return min(max(sent_at_ms, now_ms - CLAMP_MS), now_ms)
