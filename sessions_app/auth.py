"""Who is calling over HTTP: bearer token or cookie."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from common import clock, context
from common.errors import Code, Problem
from sessions_app.selectors import Visitor, get_visitor

COOKIE = "xiaowo_session"
_REFUSED = "xiaowo_refused_cookie"


class _CsrfCheck(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


class SessionAuthentication(BaseAuthentication):
    """Reads ``Authorization: Bearer <token>``, else the cookie, which needs Django's CSRF check.

    Without either the caller is nobody. Raises ``Problem`` for a token that is not good.
    """

    def authenticate(self, request: Request) -> tuple[Visitor, str] | None:
        """Return the visitor and the way they proved themselves."""
        header = request.headers.get("Authorization", "")
        if header:
            return visitor_by_header(header), "bearer"
        token = request.COOKIES.get(COOKIE)
        if not token:
            return None
        try:
            visitor = visitor_by_token(token)
        except Problem as problem:
            # The browser sends it everywhere; what needs nobody must not fail for it.
            setattr(request._request, _REFUSED, problem)
            return None
        require_csrf(request)
        return visitor, "cookie"

    def authenticate_header(self, request: Request) -> str:
        """Say in a 401 how to do it."""
        return "Bearer"


def require_csrf(request: Request) -> None:
    """Raise ``Problem(NOT_PERMITTED)`` unless what relies on a cookie passes Django's check."""
    check = _CsrfCheck(lambda _: HttpResponse())
    check.process_request(request._request)
    if check.process_view(request._request, lambda: HttpResponse(), (), {}):
        raise Problem(Code.NOT_PERMITTED, details={"csrf": ["CSRF"]})


def visitor_by_header(header: str) -> Visitor:
    """Return whom an ``Authorization`` header proves; raises ``Problem`` for a bad token."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Problem(Code.INVALID_TOKEN)
    return visitor_by_token(token.strip())


def visitor_by_token(token: str) -> Visitor:
    """Return for whom a token stands; raises ``Problem`` for a bad one."""
    visitor = get_visitor(token=token, now_ms=clock.cloud_ms())
    context.session_id.set(str(visitor.id))
    return visitor


def require_visitor(request: Request) -> Visitor:
    """Return who is calling; raises ``Problem(INVALID_TOKEN)`` when it is nobody."""
    if isinstance(request.user, Visitor):
        return request.user
    raise getattr(request._request, _REFUSED, None) or Problem(Code.INVALID_TOKEN)


class SessionScheme(OpenApiAuthenticationExtension):
    """Tells the OpenAPI document about both ways."""

    target_class = "sessions_app.auth.SessionAuthentication"
    name = ["bearerToken", "sessionCookie"]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, str]]:
        """Return the two schemes."""
        return [
            {"type": "http", "scheme": "bearer"},
            {"type": "apiKey", "in": "cookie", "name": COOKIE},
        ]
