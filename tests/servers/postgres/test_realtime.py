"""What is said in rooms and done to the record holds on PostgreSQL, too."""

import pytest

from tests.servers.postgres.rerun import rerun


@pytest.mark.servers
def test_it_holds_on_postgresql():
    rerun("tests/realtime", "tests/services", at_least=250)
