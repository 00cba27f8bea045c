"""A server of films on this machine, which the rules allow for the tests."""

from collections.abc import Iterator

import pytest

from tests.support.films import Films, running_films


@pytest.fixture(scope="module")
def _films() -> Iterator[Films]:
    with running_films() as films:
        yield films


@pytest.fixture
def films(_films: Films) -> Films:
    """The server, with nothing asked yet."""
    _films.asked.clear()
    _films.sent = 0
    _films.left.clear()
    return _films
