"""The cloud clock in a test's own hands."""

from common import clock


class Time:
    """Stands still until the test lets it pass."""

    def __init__(self) -> None:
        self.now_ms = clock.cloud_ms()

    def pass_by(self, ms: int) -> None:
        """Let so many milliseconds pass."""
        self.now_ms += ms
