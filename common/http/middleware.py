"""What wraps every request: its id, its log line, its language, the security headers."""

import logging
import os
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse

from common import context, metrics
from common.errors import Code, Problem
from common.http.envelope import is_api, problem_response
from common.http.parsers import MAX_BODY_BYTES
from common.net import client_ip

log = logging.getLogger("xiaowo.http")

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
GetResponse = Callable[[HttpRequest], HttpResponse]

# No inline script or style anywhere; films may come from any host (SPEC §6): files as media, HLS
# as a blob that is filled by fetching.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "media-src 'self' blob: http: https:",
        "connect-src 'self'{sockets} {films}",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=()"


class RequestContext:
    """Gives the request its id and client address, and logs one line when it is done."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        request_id = context.choose_request_id(request.headers.get("X-Request-ID", ""))
        token = context.request_id.set(request_id)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            route = request.resolver_match.route if request.resolver_match else "unknown"
            seconds = time.perf_counter() - started
            note_answer(request.method or "", request.path, route, response.status_code, seconds)
        finally:
            context.request_id.reset(token)
        return response


def note_answer(method: str, path: str, route: str, status: int, seconds: float) -> None:
    """Count an answer, and write its line into the log."""
    # Only known methods become labels, so that nobody fills the metrics with inventions.
    label = method if method in METHODS else "other"
    metrics.requests.labels(label, route, status).inc()
    metrics.request_duration.labels(label, route).observe(seconds)
    facts = {"method": method, "path": path, "status": status, "ms": round(seconds * 1000, 1)}
    log.info("request", extra={"facts": facts})


class BodyLimit:
    """Refuses bodies that are too large before they are parsed.

    A chunked body has been received by now; its length is filled in, because DRF takes a body
    without one for none at all.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        announced = request.META.get("CONTENT_LENGTH") or _measure(request)
        if is_api(request) and announced.isdigit() and int(announced) > MAX_BODY_BYTES:
            return problem_response(Problem(Code.TOO_LARGE))
        return self.get_response(request)


def _measure(request: HttpRequest) -> str:
    if not isinstance(request, ASGIRequest):
        return "0"
    stream: Any = request._stream
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    if size:
        request.META["CONTENT_LENGTH"] = str(size)
    return str(size)


class SecurityHeaders:
    """Adds the Content-Security-Policy where the page has not set one of its own."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        response = self.get_response(request)
        policy = content_policy(host=_host(request), is_secure=request.is_secure())
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


def content_policy(*, host: str, is_secure: bool) -> str:
    """Return the Content-Security-Policy of a page that was opened under this host."""
    # Browsers let a page that came over TLS fetch nothing without it.
    films = "https:" if is_secure else "http: https:"
    # Older Safari does not count a socket to the same host as 'self'.
    sockets = f" ws://{host} wss://{host}" if host else ""
    return CONTENT_SECURITY_POLICY.format(sockets=sockets, films=films)


def _host(request: HttpRequest) -> str:
    try:
        return request.get_host()
    except DisallowedHost:
        return ""


def address_of(request: HttpRequest) -> str:
    """Return the client's address, behind trusted proxies."""
    return client_ip(
        peer=request.META.get("REMOTE_ADDR", ""),
        forwarded_for=request.headers.get("X-Forwarded-For", ""),
        trusted=settings.TRUSTED_PROXIES,
    )
