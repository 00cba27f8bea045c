"""The one bridge from async code to the ORM."""

import time
from collections.abc import Callable
from typing import Final, ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError, connections
from psycopg_pool import PoolTimeout

from common import metrics
from common.errors import Code, Problem

P = ParamSpec("P")
T = TypeVar("T")

# Whoever waited in vain for a connection spares the others the same wait for so long.
DOWN_S: Final = 0.5


class _Breaker:
    """Until when nobody need ask the database."""

    open_until = 0.0


async def in_db(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a synchronous function that uses the ORM on the database thread.

    Raises ``Problem(DATABASE)`` when the database cannot be reached.
    """

    def call() -> T:
        if time.monotonic() < _Breaker.open_until:
            raise Problem(Code.DATABASE)
        try:
            answer = function(*args, **kwargs)
        except (OperationalError, InterfaceError) as error:
            metrics.database_up.set(0)
            _drop_broken_connections()
            if isinstance(error.__cause__, PoolTimeout):
                _Breaker.open_until = time.monotonic() + DOWN_S
            raise Problem(Code.DATABASE) from error
        metrics.database_up.set(1)
        return answer

    return await sync_to_async(call, thread_sensitive=True)()


def _drop_broken_connections() -> None:
    """Let the next call open a new connection, unless a transaction still needs this one."""
    for each in connections.all(initialized_only=True):
        if not each.in_atomic_block:
            each.close_if_unusable_or_obsolete()
