"""``/api/v1/sessions``."""

from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import is_same_domain
from django.views.decorators.cache import cache_control
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.errors import Code, Problem
from common.http.schema import answers
from common.ids import parse_uuid
from sessions_app import avatars, selectors, services, tokens
from sessions_app.auth import COOKIE, require_visitor
from sessions_app.serializers import SessionBody
from sessions_app.wire import NewSessionView, SessionView


def remember(response: HttpResponseBase, token: str) -> None:
    """Set the page's cookie."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=tokens.LIFETIME_S,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def is_foreign(request: HttpRequest) -> bool:
    """Tell whether a page of another site has sent this; what is no browser has no site."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return True
    origin = request.headers.get("Origin")
    return origin is not None and not _is_ours(origin, request.get_host())


def _is_ours(origin: str, host: str) -> bool:
    try:
        said = urlsplit(origin)
    except ValueError:
        return False
    trusted = [urlsplit(named) for named in settings.CSRF_TRUSTED_ORIGINS]
    # "https://*.example" stands for everything below, as in Django's own check of forms.
    return said.netloc == host or any(
        said.scheme == own.scheme and is_same_domain(said.netloc, own.netloc.lstrip("*"))
        for own in trusted
    )


class Sessions(APIView):
    """Make a session."""

    authentication_classes = ()

    @extend_schema(
        request=SessionBody, responses=answers(NewSessionView, 201), operation_id="create_session"
    )
    def post(self, request: Request) -> Response:
        """Make an anonymous session; the answer also sets the cookie of our own pages.

        Other sites' pages may make one too, but not put it in the place of the visitor's own.
        """
        body = SessionBody(data=request.data)
        body.is_valid(raise_exception=True)
        made = services.create_session(
            nickname=body.validated_data.get("nickname"),
            avatar=body.validated_data.get("avatar"),
            now_ms=clock.cloud_ms(),
        )
        response = Response(msgspec.to_builtins(made), status=201)
        if not is_foreign(request._request):
            remember(response, made.token)
        return response


class OwnSession(APIView):
    """Look at one's own session."""

    @extend_schema(responses=answers(SessionView, 200, 401), operation_id="get_own_session")
    def get(self, request: Request) -> Response:
        """Return the caller's session."""
        view = selectors.session_view(require_visitor(request).id)
        return Response(msgspec.to_builtins(view))


class OneSession(APIView):
    """One's own session by id; everybody else's is forbidden."""

    @extend_schema(responses=answers(SessionView, 200, 401, 403), operation_id="get_session")
    def get(self, request: Request, session_id: str) -> Response:
        """Return the session."""
        return Response(msgspec.to_builtins(selectors.session_view(_own(request, session_id))))

    @extend_schema(
        request=SessionBody,
        responses=answers(SessionView, 200, 401, 403),
        operation_id="update_session",
    )
    def put(self, request: Request, session_id: str) -> Response:
        """Change nickname or avatar."""
        own = _own(request, session_id)
        body = SessionBody(data=request.data)
        body.is_valid(raise_exception=True)
        view = services.update_session(
            session_id=own,
            nickname=body.validated_data.get("nickname"),
            avatar=body.validated_data.get("avatar"),
            now_ms=clock.cloud_ms(),
        )
        return Response(msgspec.to_builtins(view))

    @extend_schema(responses=answers({"type": "object"}, 200, 401, 403), operation_id="end_session")
    def delete(self, request: Request, session_id: str) -> Response:
        """End the session; its seat is given up."""
        services.end_session(session_id=_own(request, session_id), now_ms=clock.cloud_ms())
        response = Response({})
        response.delete_cookie(COOKIE, samesite="Lax")
        return response


def _own(request: Request, session_id: str) -> UUID:
    visitor = require_visitor(request)
    if parse_uuid(session_id) != visitor.id:
        raise Problem(Code.NOT_PERMITTED, details={"session_id": ["oneself"]})
    return visitor.id


@cache_control(public=True, max_age=31_536_000, immutable=True)
def avatar(_: HttpRequest, seed: str) -> HttpResponse:
    """Draw ``/avatars/<seed>.svg``."""
    return HttpResponse(avatars.draw(seed), content_type="image/svg+xml")
