"""What a page's way to the server is like."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Link:
    """One page's link: one-way delays (ms), their jitter (± ms), and what else is wrong with it.

    ``rate_kbit`` 0 is no limit. Every ``stall_every_s`` nothing passes for ``stall_ms``.
    ``loss`` is the share of packets lost in each direction; a relay cannot lose, a TUN can.
    """

    up_ms: float = 0.0
    down_ms: float = 0.0
    jitter_ms: float = 0.0
    rate_kbit: float = 0.0
    stall_every_s: float = 0.0
    stall_ms: float = 0.0
    loss: float = 0.0

    @property
    def is_plain(self) -> bool:
        """Tell whether nothing stands in the way."""
        return self == LAN

    def as_dict(self) -> dict[str, Any]:
        """Return the fields, for the command line of a relay."""
        return asdict(self)


LAN = Link()
# Jitter is per direction, so the round trip varies by twice as much: 200 ± 50.
FAR = Link(up_ms=100, down_ms=100, jitter_ms=25)
FAR_STALLING = Link(up_ms=100, down_ms=100, jitter_ms=25, stall_every_s=10, stall_ms=300)
FAR_LOSSY = Link(up_ms=100, down_ms=100, jitter_ms=25, loss=0.01)
LOPSIDED = Link(up_ms=70, down_ms=130, jitter_ms=5)
