"""Is the server well? ``/livez``, ``/readyz``, ``/health`` and ``/api/v1/health``."""

import os
import resource
import shutil
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from drf_spectacular.utils import extend_schema
from redis import Redis
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.http.schema import answers
from common.kept import Kept
from realtime.hub import hub
from rooms.presence import presence
from rooms.selectors import count_rooms
from xiaowo.readiness import why_not

MEMORY_WARN_MB = 512
DISK_WARN_MB = 500
DISK_FAIL_MB = 50

Finding = tuple[str, str]


def _database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return "pass", connection.vendor


def _redis() -> Finding:
    if not settings.REDIS_URL:
        return "pass", "not configured: one process"
    # A question of its own: the sockets' client lives on their event loop.
    patience_s = settings.REDIS_PATIENCE_S
    with Redis.from_url(
        settings.REDIS_URL, socket_timeout=patience_s, socket_connect_timeout=patience_s
    ) as client:
        client.ping()
    return "pass", "shared by all workers"


def _websocket() -> Finding:
    share = hub.total / settings.MAX_CONNECTIONS
    return ("warn" if share > 0.9 else "pass"), f"{hub.total} of {settings.MAX_CONNECTIONS}"


def _memory() -> Finding:
    used_mb = _resident_mb()
    return ("warn" if used_mb > MEMORY_WARN_MB else "pass"), f"{used_mb:.0f} MB"


def _resident_mb() -> float:
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024**2
    except OSError:  # not Linux: the highest so far, in KiB
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _disk() -> Finding:
    free_mb = shutil.disk_usage(settings.DATA_DIR).free / 1024**2
    if free_mb < DISK_FAIL_MB:
        return "fail", f"{free_mb:.0f} MB free"
    return ("warn" if free_mb < DISK_WARN_MB else "pass"), f"{free_mb:.0f} MB free"


def _rooms() -> Finding:
    counts = count_rooms()
    return "pass", f"{counts['active_rooms']} active, {presence.in_use().rooms_in_use} in use"


CHECKS: dict[str, Callable[[], Finding]] = {
    "database": _database,
    "redis": _redis,
    "websocket": _websocket,
    "memory": _memory,
    "disk": _disk,
    "rooms": _rooms,
}


def _run(check: Callable[[], Finding]) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        status, message = check()
    except (DatabaseError, RedisError, OSError):
        # What exactly is wrong is for the log, not for strangers.
        status, message = "fail", "cannot be reached"
    elapsed_ms = round((time.perf_counter() - started) * 1000, 2)
    return {"status": status, "duration_ms": elapsed_ms, "message": message}


def report() -> tuple[dict[str, Any], int]:
    """Return (the report, the HTTP status)."""
    checks = {name: _run(check) for name, check in CHECKS.items()}
    statuses = {name: check["status"] for name, check in checks.items()}
    if statuses["database"] == "fail" or statuses["disk"] == "fail":
        return {"status": "unhealthy", "checks": checks}, 503
    worst = "degraded" if {"warn", "fail"} & set(statuses.values()) else "healthy"
    return {"status": worst, "checks": checks}, 200


# Nobody has to prove who they are here, and each answer costs a connection to what it looks at.
kept_report = Kept(report)
kept_cause = Kept(why_not)


@require_safe
def health(_: HttpRequest) -> JsonResponse:
    """Answer ``/health``, without the envelope."""
    body, status = kept_report.get()
    return JsonResponse(body, status=status)


@require_safe
def live(_: HttpRequest) -> HttpResponse:
    """Answer ``/livez``: the process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def ready(_: HttpRequest) -> HttpResponse:
    """Answer ``/readyz``: requests can be served."""
    cause = kept_cause.get()
    return HttpResponse(
        cause or "ok", status=200 if cause is None else 503, content_type="text/plain"
    )


class Health(APIView):
    """The same inside the envelope."""

    authentication_classes = ()

    @extend_schema(operation_id="get_health", responses=answers({"type": "object"}, 200, 503))
    def get(self, request: Request) -> Response:
        """Return the report."""
        body, status = kept_report.get()
        return Response(body, status=status)
