"""The cloud clock: milliseconds since the epoch, never stepped while the process lives.

Read in interfaces only; everything below gets the time as an argument.
"""

import time
from datetime import UTC, datetime

# Once rooms are open the clock may not jump; it leans towards what it follows by this at a time.
LEAN_MS = 2.0


class _Base:
    """Cloud clock minus this process's monotonic clock."""

    ms = time.time() * 1000 - time.monotonic() * 1000


def cloud_ms() -> int:
    """Return the cloud clock in whole milliseconds."""
    return int(_Base.ms + time.monotonic() * 1000)


def set_base(base_ms: float) -> None:
    """Begin on somebody else's clock: ``base_ms`` is theirs minus our monotonic one.

    Only before anybody has read this process's clock.
    """
    _Base.ms = base_ms


def lean(base_ms: float) -> float:
    """Come a little nearer to somebody else's clock; returns what is still missing, ms."""
    missing = base_ms - _Base.ms
    step = min(max(missing, -LEAN_MS), LEAN_MS)
    _Base.ms += step
    return missing - step


def to_datetime(ms: int) -> datetime:
    """Turn cloud-clock milliseconds into an aware UTC datetime."""
    return datetime.fromtimestamp(ms / 1000, tz=UTC)


def to_ms(moment: datetime) -> int:
    """Turn an aware datetime into whole milliseconds since the epoch."""
    return int(moment.timestamp() * 1000)


def iso(ms: int) -> str:
    """Write cloud-clock milliseconds as the contract's ``2025-12-30T10:30:00.000Z``."""
    return to_datetime(ms).isoformat(timespec="milliseconds").replace("+00:00", "Z")
