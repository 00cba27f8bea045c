"""The bridge to the database: what is away is not waited for by everybody in turn."""

import pytest
from django.db import OperationalError
from psycopg_pool import PoolTimeout

from common import db
from common.db import in_db
from common.errors import Code, Problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What reached the database."""
    monkeypatch.setattr(db._Breaker, "open_until", 0.0)
    return []


async def test_who_waited_in_vain_spares_the_others_the_wait(
    calls: list[str], monkeypatch: pytest.MonkeyPatch
):
    def wait() -> None:
        calls.append("waited")
        raise OperationalError from PoolTimeout()

    for _ in range(3):
        with pytest.raises(Problem) as refused:
            await in_db(wait)
        assert refused.value.code is Code.DATABASE
    assert calls == ["waited"]

    monkeypatch.setattr(db._Breaker, "open_until", 0.0)
    assert await in_db(lambda: calls.append("there again")) is None
    assert calls == ["waited", "there again"]


async def test_what_goes_wrong_at_once_is_tried_by_everybody(calls: list[str]):
    def fail() -> None:
        calls.append("tried")
        raise OperationalError

    for _ in range(2):
        with pytest.raises(Problem):
            await in_db(fail)

    assert calls == ["tried", "tried"]
