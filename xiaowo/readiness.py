"""Can requests be served? If not, why, in a sentence for whoever operates the site."""

import logging

from django.db import DatabaseError, NotSupportedError, connection
from django.db.migrations.executor import MigrationExecutor

from xiaowo.runtime import runtime

log = logging.getLogger("xiaowo.readiness")

STRANGER = (
    "secret key: this worker's SECRET_KEY is not the one of the other workers on this REDIS_URL; "
    "give all the same, or name the old one in SECRET_KEY_FALLBACKS"
)


class _Last:
    """What was said last, so that it is said once, and whether the tables were looked at."""

    cause: str | None = None
    is_migrated = False


def why_not() -> str | None:
    """Return why this worker cannot serve, None when it can. Also says it in the log, once."""
    cause = _database() or _site()
    if cause is not None and cause != _Last.cause:
        log.error("not ready", extra={"facts": {"cause": cause}})
    _Last.cause = cause
    return cause


def _site() -> str | None:
    cluster = runtime.cluster
    if cluster is None:
        return None
    if not cluster.is_in:
        # Every request waits for it; once in, a worker goes on without Redis as well.
        return "redis: cannot be reached"
    return STRANGER if cluster.is_stranger else None


def _database() -> str | None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        missing = 0 if _Last.is_migrated else _missing()
    except NotSupportedError as error:
        # Django's own sentence: which version is needed, and which is there.
        return f"database: {error}"
    except (DatabaseError, OSError):
        return "database: cannot be reached"
    if missing:
        return f"database: {missing} migrations are missing; run manage.py migrate"
    _Last.is_migrated = True
    return None


def _missing() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
