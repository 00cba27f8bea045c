"""Answers that are given again (``common.http.idempotency``), but not to a token that has ended."""

from django.http import HttpRequest

from common.errors import Problem
from common.http import idempotency
from sessions_app.auth import COOKIE, visitor_by_header, visitor_by_token


class Idempotency(idempotency.Idempotency):
    """The middleware, which here knows who stands behind a token."""

    def is_standing(self, request: HttpRequest) -> bool:
        """Tell whether a request's token still counts; so does a request without any.

        Below ``/auth`` the body itself is the proof, and signing out ends the very token.
        """
        if request.path.startswith(idempotency.WITH_TOKENS):
            return True
        header, cookie = request.headers.get("Authorization"), request.COOKIES.get(COOKIE)
        try:
            if header:
                visitor_by_header(header)
            elif cookie:
                visitor_by_token(cookie)
        except Problem:
            return False
        return True
