"""When something put on an impaired wire comes out of it. No clock is read here."""

import random
from dataclasses import dataclass, field


@dataclass
class Wire:
    """One direction of a link. Order is kept: nothing overtakes what was sent before it."""

    delay_s: float
    jitter_s: float = 0.0
    bytes_per_s: float = 0.0
    stall_every_s: float = 0.0
    stall_s: float = 0.0
    dice: random.Random = field(default_factory=random.Random)
    _sent_at: float = 0.0
    _out_at: float = 0.0

    def arrival(self, now: float, size: int) -> float:
        """Return when ``size`` bytes that are sent at ``now`` (s) have arrived."""
        start = max(now, self._sent_at)
        self._sent_at = start + (size / self.bytes_per_s if self.bytes_per_s else 0.0)
        jitter = self.dice.uniform(-self.jitter_s, self.jitter_s)
        # A little later than the last one, so that nothing depends on how ties are sorted.
        arrival = max(self._sent_at + max(0.0, self.delay_s + jitter), self._out_at + 1e-6)
        self._out_at = self._after_stall(arrival)
        return self._out_at

    def _after_stall(self, at: float) -> float:
        if not self.stall_every_s:
            return at
        into = at % self.stall_every_s
        return at + self.stall_s - into if into < self.stall_s else at
