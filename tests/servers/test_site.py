"""A worker that does not belong, or whose database is not what it needs, says why."""

import urllib.error
from collections.abc import Iterator

import pytest
from django.db import NotSupportedError, connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from redis import Redis as Blocking

from common.redis import connect
from common.site import is_shared_with_all
from tests.processes.test_serving import get
from tests.support import servers
from tests.support.process import Server, free_port, running_server
from xiaowo import health, readiness
from xiaowo.runtime import runtime

OTHER = "another key, which is long enough to be one"


@pytest.fixture
def address() -> Iterator[str]:
    with servers.redis() as address:
        Blocking.from_url(address).flushall()
        yield address


@pytest.fixture(autouse=True)
def _not_looked_at_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness._Last, "is_migrated", False)


@pytest.mark.servers
async def test_keys_are_told_apart_and_the_older_one_counts_while_it_is_named(
    address: str, settings
):
    redis, own = connect(address), settings.SECRET_KEY
    assert await is_shared_with_all(redis)

    settings.SECRET_KEY = OTHER
    assert not await is_shared_with_all(redis)
    settings.SECRET_KEY_FALLBACKS = [own]
    assert await is_shared_with_all(redis)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = own, []
    assert not await is_shared_with_all(redis)
    Blocking.from_url(address).delete("xiaowo:site")
    assert await is_shared_with_all(redis)
    assert 0 < Blocking.from_url(address).pttl("xiaowo:site") <= 30_000


@pytest.mark.servers
def test_a_worker_with_another_key_is_not_ready_and_does_not_crash(address: str):
    with running_server(REDIS_URL=address) as one:
        get(one, "/")
        other = Server(free_port(), one.data, {**one.environment, "SECRET_KEY": OTHER})
        other.start()
        try:
            get(other, "/")
            with pytest.raises(urllib.error.HTTPError) as refused:
                get(other, "/readyz")
            assert refused.value.code == 503
            assert "SECRET_KEY" in refused.value.read().decode()
            assert get(one, "/readyz").status == get(other, "/livez").status == 200
            assert "another SECRET_KEY" in other.log
        finally:
            other.stop()


@pytest.mark.django_db
def test_missing_migrations_are_named(client: Client, monkeypatch: pytest.MonkeyPatch):
    assert client.get("/readyz").status_code == 200
    monkeypatch.setattr(readiness._Last, "is_migrated", False)
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: ["one", "two"])
    health.kept_cause.forget()

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert b"2 migrations are missing; run manage.py migrate" in answer.content


@pytest.mark.django_db
def test_a_database_of_a_wrong_version_is_named(client: Client, monkeypatch: pytest.MonkeyPatch):
    def refuse() -> None:
        raise NotSupportedError("PostgreSQL 14 or later is required (found 9.6).")

    monkeypatch.setattr(connection, "cursor", refuse)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert b"PostgreSQL 14 or later is required" in answer.content


@pytest.mark.django_db
def test_a_stranger_is_told_once(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    class Stranger:
        is_in = is_stranger = True

    monkeypatch.setattr(runtime, "cluster", Stranger())

    answers = []
    for _ in range(3):
        health.kept_cause.forget()
        answers.append(client.get("/readyz"))

    assert {answer.status_code for answer in answers} == {503}
    assert caplog.text.count("not ready") == 1
    monkeypatch.setattr(runtime, "cluster", None)
    health.kept_cause.forget()
    assert client.get("/readyz").status_code == 200
