"""Waiting for a condition, never for a time."""

import time
from collections.abc import Callable


def until(
    condition: Callable[[], object],
    within_s: float = 120,
    what: str = "in vain",
    more: Callable[[], str] = lambda: "",
) -> float:
    """Wait until it holds; returns how long it took, s. Raises AssertionError."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > within_s:
            raise AssertionError(f"{what}{more()}")
        time.sleep(0.05)
    return time.monotonic() - began
