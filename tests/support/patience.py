"""Waiting for a condition, never for a time."""

import asyncio
import inspect
import time
from collections.abc import Callable

PATIENCE_S = 120.0
# Short, as what is waited for is mostly there; asking costs little.
AGAIN_S = 0.01


def until(
    condition: Callable[[], object],
    within_s: float = PATIENCE_S,
    what: str = "in vain",
    more: Callable[[], str] = lambda: "",
) -> float:
    """Wait until it holds; returns how long it took, s. Raises AssertionError."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > within_s:
            raise AssertionError(f"{what}{more()}")
        time.sleep(AGAIN_S)
    return time.monotonic() - began


async def eventually(condition: Callable[[], object], within_s: float = PATIENCE_S) -> None:
    """Wait until it holds, or what it awaits does, while the loop goes on; raises TimeoutError."""
    async with asyncio.timeout(within_s):
        while not await _value(condition()):
            await asyncio.sleep(AGAIN_S)


async def _value(found: object) -> object:
    return await found if inspect.isawaitable(found) else found
