"""`manage.py serve --workers`: with a Redis and a PostgreSQL of its own."""

import json
import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from redis import Redis

from tests.processes.test_serving import get, make_room, post
from tests.support import servers
from tests.support.patience import until
from tests.support.process import Server, free_port
from tests.support.programs import postgres_bin, redis_bin
from xiaowo import own_postgres
from xiaowo.own_postgres import OwnPostgres, Unusable

pytestmark = pytest.mark.servers


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that another user may pass through: PostgreSQL does not run as root."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def server_in(folder: Path, **environment: str) -> Server:
    programs = f"{redis_bin()}:{postgres_bin()}:{os.environ['PATH']}"
    return Server(free_port(), folder, {"WORKERS": "2", "PATH": programs, **environment})


def test_the_record_is_kept_in_postgresql_and_outlives_the_run(folder: Path):
    server = server_in(folder)
    server.start()
    room, host = make_room(server)
    post(server, f"/rooms/{room}/seek", {"current_time": 42}, host)
    assert "kept in PostgreSQL" in server.log
    with psycopg.connect(OwnPostgres(folder / "postgres").address) as record:
        [count] = record.execute("SELECT count(*) FROM rooms").fetchone() or [None]
    assert count == 1

    assert server.stop() == 0, server.log
    server.start()

    headers = {"Authorization": f"Bearer {host}"}
    with get(server, f"/api/v1/rooms/{room}/playback", **headers) as answer:
        assert b'"current_time":42' in answer.read().replace(b" ", b"")
    assert server.stop() == 0
    assert not (folder / "xiaowo.sqlite3").exists()
    assert not (folder / "postgres/data/postmaster.pid").exists()


def test_databases_that_die_are_started_again(folder: Path):
    server = server_in(folder)
    server.start()
    room, host = make_room(server)
    post(server, f"/rooms/{room}/seek", {"current_time": 42}, host)

    os.kill(redis_pid(folder), signal.SIGKILL)
    os.kill(postgres_pid(folder), signal.SIGKILL)
    until(lambda: "Redis ended" in server.log and "PostgreSQL ended" in server.log)
    # Each worker finds the databases again in its own time.
    until(lambda: tried(lambda: post(server, f"/rooms/{room}/play", {}, host)))
    until(lambda: (shown := tried(lambda: look(server, room, host))) and is_on(shown))
    assert server.stop() == 0, server.log


def redis_pid(folder: Path) -> int:
    return int(Redis(unix_socket_path=str(folder / "redis.sock")).info("server")["process_id"])


def postgres_pid(folder: Path) -> int:
    return int((folder / "postgres/data/postmaster.pid").read_text().splitlines()[0])


def tried(ask: Callable[[], dict[str, Any]]) -> dict[str, Any] | None:
    """Return what is answered, None while nothing is."""
    try:
        return ask()
    except OSError:
        return None


def look(server: Server, room: str, token: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"}
    with get(server, f"/api/v1/rooms/{room}/playback", **headers) as answer:
        return dict(json.load(answer)["data"])


def is_on(playback: dict[str, Any]) -> bool:
    return playback["playback_state"] == "playing" and playback["current_time"] >= 42


def test_a_folder_too_long_for_the_socket_of_redis_is_said(folder: Path):
    within = folder / ("long" * 30)
    within.mkdir()
    server = server_in(within)

    with pytest.raises(RuntimeError, match="too long for a socket"):
        server.start_alone()

    assert "Traceback" not in server.log


def test_what_a_killed_run_left_behind_is_cleared_away(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", f"{postgres_bin()}:{os.environ['PATH']}")
    left = OwnPostgres(folder / "p")
    left.start()
    with psycopg.connect(left.address) as record:
        record.execute("CREATE TABLE kept AS SELECT 7 AS number")

    with own_postgres.own_postgres(folder / "p") as own, psycopg.connect(own.address) as record:
        assert record.execute("SELECT number FROM kept").fetchone() == (7,)

    left.stop()
    again = OwnPostgres(folder / "p")
    again.start()
    again.kill()
    with own_postgres.own_postgres(folder / "p") as own, psycopg.connect(own.address) as record:
        assert record.execute("SELECT number FROM kept").fetchone() == (7,)


def test_data_of_another_version_are_named_and_left_alone(folder: Path):
    data = folder / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")
    server = server_in(folder)

    with pytest.raises(RuntimeError, match="was made by PostgreSQL 9, but here is only"):
        server.start_alone()

    assert "Traceback" not in server.log
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


class TestWithoutPostgresql:
    def test_it_is_said_what_to_install(self, folder: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("PATH", str(folder))
        monkeypatch.setattr(own_postgres, "DEBIAN", folder)

        with pytest.raises(Unusable, match="apt-get install postgresql"):
            OwnPostgres(folder / "p").start()

        assert not (folder / "p").exists()

    def test_a_folder_out_of_reach_is_said(self, folder: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("PATH", f"{postgres_bin()}:{os.environ['PATH']}")

        with pytest.raises(Unusable, match="too long for a socket"):
            OwnPostgres(folder / ("long" * 30)).start()

    def test_sqlite_is_used_instead(self, folder: Path):
        within = folder / ("long" * 30)
        within.mkdir()
        with servers.redis() as redis:
            server = server_in(within, REDIS_URL=redis)
            server.start()
            make_room(server)

            assert "kept in SQLite; for PostgreSQL: the name of" in server.log
            assert (within / "xiaowo.sqlite3").exists()
            assert server.stop() == 0
