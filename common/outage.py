"""Redis does not answer: known once, so that not everybody who comes in waits to find out.

The jobs that run in any case keep asking, and say when it is there again.
"""

import time
from typing import Final

from common import metrics

# As long as between two looks of the jobs, and the time that a look in vain takes.
BELIEVED_S: Final = 4.0


class Outage:
    """What is believed of one Redis. May be asked from every thread."""

    def __init__(self) -> None:
        self._until = 0.0

    @property
    def is_on(self) -> bool:
        """Tell whether it is better not to ask."""
        return time.monotonic() < self._until

    def note(self) -> None:
        """Somebody waited in vain."""
        self._until = time.monotonic() + BELIEVED_S
        metrics.redis_up.set(0)

    def clear(self) -> None:
        """It answered."""
        self._until = 0.0
        metrics.redis_up.set(1)


outage = Outage()
