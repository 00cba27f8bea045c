"""``/api/v1/auth``: accounts over the API."""

from uuid import UUID

import msgspec
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.errors import Code, Problem
from common.http.middleware import address_of
from common.http.schema import answers
from sessions_app import accounts, families, logins
from sessions_app.auth import SessionAuthentication
from sessions_app.selectors import Visitor
from sessions_app.serializers import LoginBody, LogoutBody, RefreshBody, RegisterBody
from sessions_app.wire import SignedInView, TokenPair


class Register(APIView):
    """Make an account."""

    authentication_classes = ()

    @extend_schema(
        operation_id="register",
        request=RegisterBody,
        responses=answers(SignedInView, 201),
    )
    def post(self, request: Request) -> Response:
        """Register and sign in; the caller's guest session is kept and bound to the account."""
        body = RegisterBody(data=request.data)
        body.is_valid(raise_exception=True)
        now_ms = clock.cloud_ms()
        account = accounts.register(
            username=body.validated_data["username"],
            password=body.validated_data["password"],
            email=body.validated_data.get("email") or "",
            ip=address_of(request._request),
            now_ms=now_ms,
        )
        signed_in = logins.sign_in(account=account, visitor=guest_of(request), now_ms=now_ms)
        return Response(msgspec.to_builtins(signed_in), status=201)


class Login(APIView):
    """Sign in."""

    authentication_classes = ()

    @extend_schema(
        operation_id="log_in", request=LoginBody, responses=answers(SignedInView, 200, 403)
    )
    def post(self, request: Request) -> Response:
        """Sign in; the caller's guest session, with its seat and role, is bound to the account."""
        body = LoginBody(data=request.data)
        body.is_valid(raise_exception=True)
        now_ms = clock.cloud_ms()
        account = accounts.check_login(
            username=body.validated_data["username"],
            password=body.validated_data["password"],
            ip=address_of(request._request),
            now_ms=now_ms,
        )
        signed_in = logins.sign_in(account=account, visitor=guest_of(request), now_ms=now_ms)
        return Response(msgspec.to_builtins(signed_in))


class Refresh(APIView):
    """Stay signed in."""

    authentication_classes = ()

    @extend_schema(
        operation_id="refresh", request=RefreshBody, responses=answers(TokenPair, 200, 401)
    )
    def post(self, request: Request) -> Response:
        """Exchange a refresh token, which works once; using it twice ends the whole login."""
        body = RefreshBody(data=request.data)
        body.is_valid(raise_exception=True)
        pair = logins.refresh(
            refresh_token=body.validated_data["refresh_token"], now_ms=clock.cloud_ms()
        )
        return Response(msgspec.to_builtins(pair))


class Logout(APIView):
    """Sign out."""

    authentication_classes = ()

    @extend_schema(
        operation_id="log_out",
        request=LogoutBody,
        responses=answers({"type": "object"}, 200, 401),
    )
    def post(self, request: Request) -> Response:
        """End the login of the refresh token in the body, else of the access token."""
        body = LogoutBody(data=request.data)
        body.is_valid(raise_exception=True)
        family_id = _login_of(request, body.validated_data.get("refresh_token"))
        logins.sign_out(family_id=family_id, now_ms=clock.cloud_ms())
        return Response({})


def _login_of(request: Request, refresh_token: str | None) -> UUID:
    if refresh_token:
        return families.find(refresh_token).family_id
    found = SessionAuthentication().authenticate(request)
    if found is None or found[0].family_id is None:
        raise Problem(Code.INVALID_TOKEN, details={"refresh_token": ["access_token"]})
    return found[0].family_id


def guest_of(request: Request) -> Visitor | None:
    """Return the caller's session; a token that is over is no hindrance to signing in."""
    try:
        found = SessionAuthentication().authenticate(request)
    except Problem:
        return None
    return found[0] if found else None
