"""The tools of the tests do what they promise."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis as redis_client

from tests.support import browser, servers

pytestmark = pytest.mark.servers
ROOT = Path(__file__).parent.parent.parent


def test_two_real_postgres_do_not_meet():
    with (
        servers.postgres() as here,
        servers.postgres() as there,
        psycopg.connect(here) as one,
        psycopg.connect(there) as other,
    ):
        assert one.info.server_version >= 150000
        folders = {it.execute("SHOW data_directory").fetchone() for it in (one, other)}
        assert len(folders) == (1 if "TEST_DATABASE_URL" in os.environ else 2)


def test_a_real_redis():
    with servers.redis() as address:
        client = redis_client.Redis.from_url(address)
        client.set("a", "b")

        assert client.get("a") == b"b"


def test_a_browser_that_cannot_be_run_is_an_error(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")

    with pytest.raises(browser.NoBrowserError):
        browser.find_chromium()


def test_node_runs():
    command = [sys.executable, str(ROOT / "scripts" / "node.py"), "node", "-p", "6 * 7"]

    assert subprocess.run(command, capture_output=True, text=True).stdout.strip() == "42"
