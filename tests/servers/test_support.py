"""The tools of the tests do what they promise."""

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis as redis_client

from tests.support import browser, servers

pytestmark = pytest.mark.servers
ROOT = Path(__file__).parent.parent.parent


def test_a_real_postgres():
    with servers.postgres() as address, psycopg.connect(address) as connection:
        version = connection.info.server_version

    assert version >= 150000


def test_two_postgres_do_not_meet():
    with servers.postgres() as one, servers.postgres() as other:
        assert one != other or "TEST_DATABASE_URL" in __import__("os").environ


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
