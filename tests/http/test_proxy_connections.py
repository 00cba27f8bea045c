"""The proxy and the database, without a transaction around the test.

Such a test leaves an empty database, also without what the migrations have put there: it stands in
a file of its own, which runs last of all (tests/conftest.py).
"""

from typing import Any

import pytest
from django.db import connection

from common.errors import Code, Problem
from playback.proxy import api
from playback.proxy.limits import streams
from tests.http.test_proxy import FILM, get
from tests.people import Person


@pytest.mark.django_db(transaction=True)
def test_no_connection_to_the_database_is_held_while_others_take_their_time(
    settings: Any, monkeypatch: Any
):
    settings.PROXY_MODE = "all"
    person, order = Person.arrive("host"), list[str]()
    monkeypatch.setattr(connection, "close", lambda: order.append("let go"))

    async def ask(url: str, **_: Any) -> None:
        order.append(f"{streams.held.total()} held")
        raise Problem(Code.NETWORK)

    monkeypatch.setattr(api, "fetch", ask)
    monkeypatch.setattr(api, "probe", ask)

    for what in ("video", "probe"):
        order.clear()
        assert get(person, FILM, what).code == Code.NETWORK
        assert order[-2:] == ["let go", "1 held"]
    assert streams.held.total() == 0
