"""A site for each module of tests; what one test has ended is at work again for the next."""

from collections.abc import Iterator

import pytest

from tests.support import servers
from tests.support.process import Server, running_server
from tests.support.site import Site, also


@pytest.fixture(scope="module")
def processes(request: pytest.FixtureRequest) -> Iterator[Site]:
    """Run a site with the ``ENVIRONMENT`` of its module, if that names one."""
    environment = getattr(request.module, "ENVIRONMENT", {})
    with (
        servers.own_redis() as redis,
        running_server(REDIS_URL=redis.address, **environment) as one,
        also(one) as other,
    ):
        yield redis, one, other


@pytest.fixture
def site(processes: Site) -> Site:
    """Two workers with a Redis, all of which may be killed; whoever kills Redis starts it again."""
    for worker in processes[1:]:
        if not worker.is_up:
            worker.start()
    return processes


@pytest.fixture
def workers(site: Site) -> tuple[Server, Server]:
    """The site's two workers, on a port each."""
    return site[1:]
