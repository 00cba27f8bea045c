"""The cloud clock: milliseconds since the epoch, never stepped while the process lives.

Read in interfaces only; everything below gets the time as an argument.
"""

import time
from datetime import UTC, datetime

_BASE_MS = time.time() * 1000 - time.monotonic() * 1000


def cloud_ms() -> int:
    """Return the cloud clock in whole milliseconds."""
    return int(_BASE_MS + time.monotonic() * 1000)


def to_datetime(ms: int) -> datetime:
    """Turn cloud-clock milliseconds into an aware UTC datetime."""
    return datetime.fromtimestamp(ms / 1000, tz=UTC)


def to_ms(moment: datetime) -> int:
    """Turn an aware datetime into whole milliseconds since the epoch."""
    return int(moment.timestamp() * 1000)


def iso(ms: int) -> str:
    """Write cloud-clock milliseconds as the contract's ``2025-12-30T10:30:00.000Z``."""
    return to_datetime(ms).isoformat(timespec="milliseconds").replace("+00:00", "Z")
