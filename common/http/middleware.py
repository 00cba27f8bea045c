"""What wraps every request: its id, its log line, its language, the security headers."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from common import context, metrics
from common.errors import Code, Problem
from common.http.envelope import is_api, problem_response
from common.http.parsers import MAX_BODY_BYTES
from common.net import client_ip

log = logging.getLogger("xiaowo.http")

GetResponse = Callable[[HttpRequest], HttpResponse]

# No inline script or style anywhere; films may come from any host (SPEC §6).
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "media-src 'self' blob: http: https:",
        "connect-src 'self'{sockets}",
        "worker-src 'self' blob:",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


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
            self._tell(request, response, time.perf_counter() - started)
        finally:
            context.request_id.reset(token)
        return response

    def _tell(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        route = request.resolver_match.route if request.resolver_match else "unknown"
        metrics.requests.labels(request.method, route, response.status_code).inc()
        metrics.request_duration.labels(request.method, route).observe(seconds)
        facts = {
            "method": request.method,
            "path": request.path,
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
        }
        log.info("request", extra={"facts": facts})


class BodyLimit:
    """Refuses bodies that say they are too large before reading them."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if is_api(request) and announced.isdigit() and int(announced) > MAX_BODY_BYTES:
            return problem_response(Problem(Code.TOO_LARGE))
        return self.get_response(request)


class SecurityHeaders:
    """Adds the Content-Security-Policy where the page has not set one of its own."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", _policy(request))
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()"
        )
        return response


def _policy(request: HttpRequest) -> str:
    # Older Safari does not count a socket to the same host as 'self'.
    host = request.get_host()
    return CONTENT_SECURITY_POLICY.format(sockets=f" ws://{host} wss://{host}")


def address_of(request: HttpRequest) -> str:
    """Return the client's address, behind trusted proxies."""
    return client_ip(
        peer=request.META.get("REMOTE_ADDR", ""),
        forwarded_for=request.headers.get("X-Forwarded-For", ""),
        trusted=settings.TRUSTED_PROXIES,
    )
