"""What is asked over HTTP holds on PostgreSQL, too."""

import pytest

from tests.servers.postgres.rerun import rerun


@pytest.mark.servers
def test_it_holds_on_postgresql():
    rerun("tests/http", at_least=500)
