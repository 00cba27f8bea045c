"""How much one connection may send. Pure.

Source: SPEC §4 "Limits".
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

RATE_PER_S: Final = 10.0
BURST: Final = 20.0
REFUSED_IN_A_ROW: Final = 100
# What a frame that is taken takes off the row. Not all of it: in the middle of a flood there is
# room for one ten times a second, and then only who sends a thousand would ever be cut.
FORGIVEN: Final = 10
BAD_IN_A_ROW: Final = 50
MAX_FRAME_BYTES: Final = 64 * 1024
SILENCE_MS: Final = 90_000


class Verdict(Enum):
    """What to do with a frame."""

    TAKE = "take"
    REFUSE = "refuse"
    CUT = "cut"


@dataclass(slots=True)
class FrameLimits:
    """A token bucket for the rate, and a count of bad frames in a row."""

    tokens: float = BURST
    at_ms: int = 0
    refused: int = 0
    bad: int = field(default=0)

    def take(self, now_ms: int) -> Verdict:
        """Count one frame."""
        gained = max(0, now_ms - self.at_ms) / 1000 * RATE_PER_S
        self.tokens = min(BURST, self.tokens + gained)
        self.at_ms = now_ms
        if self.tokens >= 1:
            self.tokens -= 1
            self.refused = max(0, self.refused - FORGIVEN)
            return Verdict.TAKE
        self.refused += 1
        return Verdict.CUT if self.refused >= REFUSED_IN_A_ROW else Verdict.REFUSE

    def note_bad(self) -> Verdict:
        """Count a frame that could not be understood."""
        self.bad += 1
        return Verdict.CUT if self.bad >= BAD_IN_A_ROW else Verdict.REFUSE

    def note_good(self) -> None:
        """A frame that was understood ends a row of bad ones."""
        self.bad = 0
