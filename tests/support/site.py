"""Several workers of one site."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.process import Server, free_port
from tests.support.servers import OwnRedis

# A Redis and two workers.
Site = tuple[OwnRedis, Server, Server]
# For workers of which none is to lose its Redis: a machine that stands still for seconds is no
# outage.
PATIENT = {"REDIS_PATIENCE_S": "30"}


@contextmanager
def also(one: Server, **changes: str) -> Iterator[Server]:
    """Run another worker of the same site until the block ends."""
    server = Server(free_port(), one.data, {**one.environment, **changes})
    server.start()
    try:
        yield server
    finally:
        if server.is_up:
            server.stop()
