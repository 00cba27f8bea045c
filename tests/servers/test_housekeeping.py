"""Housekeeping in a process of its own: one is at work, another takes over, none is in the way."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.processes.test_serving import make_room
from tests.support import servers
from tests.support.commands import Running, running
from tests.support.patience import PATIENCE_S, until
from tests.support.process import Server, running_server

pytestmark = pytest.mark.servers
AT_WORK = "this process keeps house from now on"
# Long before ten minutes ago.
LONG_AGO = "2020-01-01 00:00:00"


@pytest.fixture
def redis_address() -> Iterator[str]:
    with servers.redis() as address:
        yield address


def status_of(folder: Path, room: str) -> str | None:
    with sqlite3.connect(folder / "xiaowo.sqlite3", timeout=PATIENCE_S) as database:
        found = database.execute("SELECT status FROM rooms WHERE id = ?", [room]).fetchone()
    return found and found[0]


def abandon(folder: Path, room: str) -> None:
    """Make it look as if everybody had left long ago."""
    with sqlite3.connect(folder / "xiaowo.sqlite3", timeout=PATIENCE_S) as database:
        database.execute("UPDATE user_sessions SET room_id = NULL")
        database.execute("UPDATE room_members SET is_active = 0, left_at = ?", [LONG_AGO])
        database.execute("UPDATE rooms SET last_member_left_at = ?", [LONG_AGO])


def keep_house(server: Server, name: str) -> AbstractContextManager[Running]:
    return running(server.data, name, "housekeeping", **server.environment)


def test_a_worker_leads_only_while_there_is_no_housekeeper(redis_address: str):
    with running_server(REDIS_URL=redis_address) as server:
        room, _host = make_room(server)
        until(lambda: AT_WORK in server.log)
        with keep_house(server, "own") as own:
            own.says(AT_WORK)
            once = Running(server.data, "once", ["housekeeping", "--once"], **server.environment)
            abandon(server.data, room)
            assert own.end() == 0
        # Who was told to end hands over at once, to the round that waits or to the worker.
        until(lambda: once.child.poll() is not None)
        assert once.child.returncode == 0, once.log
        until(lambda: status_of(server.data, room) == "inactive")


class TestWithoutRedis:
    def test_one_round_while_nobody_serves(self):
        with running_server() as server:
            room, _host = make_room(server)
            until(lambda: AT_WORK in server.log)
            with running(server.data, "busy", "housekeeping", "--once") as once:
                once.says("Another process keeps house")
                assert once.child.wait(120) == 0
            server.stop()
            abandon(server.data, room)

            with running(server.data, "free", "housekeeping", "--once") as once:
                assert once.child.wait(120) == 0, once.log

            assert status_of(server.data, room) == "inactive"

    def test_told_to_end_it_ends(self, tmp_path: Path):
        with running(tmp_path, "migrate", "migrate") as migrate:
            assert migrate.child.wait(120) == 0
        with running(tmp_path, "house", "housekeeping") as house:
            until(lambda: (tmp_path / "housekeeping.lock").exists())

            assert house.end() == 0

        assert "Traceback" not in house.log

    def test_a_database_that_is_missing_is_said_plainly(self, tmp_path: Path):
        with running(tmp_path, "house", "housekeeping", "--once") as house:
            assert house.child.wait(120) == 1

        assert "The database cannot be used" in house.log
        assert "Traceback" not in house.log
