"""A pooler that lends one session of PostgreSQL to many loses what was prepared in it."""

from types import SimpleNamespace

import psycopg
import pytest

from playback import written_postgres
from tests.support.servers import postgres

pytestmark = pytest.mark.servers
VALUES = {"now": "2026-01-01"}


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch):
    with postgres() as address, psycopg.connect(address, autocommit=True) as found:
        found.prepare_threshold = 5
        monkeypatch.setattr(written_postgres, "connection", SimpleNamespace(connection=found))
        monkeypatch.setattr(written_postgres, "WRITE", "SELECT %(now)s::date")
        monkeypatch.setattr(written_postgres.Prepared, "lasts", True)
        yield found


def prepared(session: psycopg.Connection) -> list[str]:
    found = session.execute("SELECT name FROM pg_prepared_statements WHERE statement LIKE '%date%'")
    return [name for (name,) in found]


def test_the_record_is_written_by_a_statement_that_is_read_once(session: psycopg.Connection):
    for _ in range(3):
        written_postgres._execute(VALUES)

    assert len(prepared(session)) == 1


def test_a_statement_that_is_gone_is_read_anew(session: psycopg.Connection):
    written_postgres._execute(VALUES)
    (name,) = prepared(session)
    session.execute(f'DEALLOCATE "{name}"')

    written_postgres._execute(VALUES)
    written_postgres._execute(VALUES)

    assert not prepared(session)
    assert not written_postgres.Prepared.lasts


def test_in_a_transaction_it_is_left_to_whoever_tries_again(session: psycopg.Connection):
    written_postgres._execute(VALUES)
    (name,) = prepared(session)
    session.execute(f'DEALLOCATE "{name}"')
    session.autocommit = False

    with pytest.raises(psycopg.errors.InvalidSqlStatementName):
        written_postgres._execute(VALUES)
