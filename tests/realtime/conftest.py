"""What tests of sockets may ask for."""

import pytest

from common import clock
from tests.support.hands import Time


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    """The cloud clock stands still until the test lets it pass."""
    hands = Time()
    monkeypatch.setattr(clock, "cloud_ms", lambda: hands.now_ms)
    return hands
