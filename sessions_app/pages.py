"""The visitor behind a page: found by the cookie, or made without asking anything."""

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from common import clock
from common.errors import Problem
from sessions_app import logins, services, tokens
from sessions_app.api import remember
from sessions_app.auth import COOKIE
from sessions_app.selectors import Visitor, get_visitor, visitor_of

R = TypeVar("R", bound=HttpResponse)
# Which session an account's login in this browser holds.
SESSION_KEY = "xiaowo_session_id"


@dataclass(frozen=True, slots=True)
class Guest:
    """A visitor, and the token to remember when it is new."""

    visitor: Visitor
    new_token: str | None


def guest_of(request: HttpRequest) -> Guest:
    """Return who looks at the page; who is signed in stays who they are beyond a guest's day."""
    now_ms = clock.cloud_ms()
    visitor = known_visitor(request)
    if visitor is not None:
        return Guest(visitor, None)
    kept = request.session.get(SESSION_KEY)
    if kept is not None and request.user.is_authenticated:
        again = logins.session_again(user=request.user, session_id=UUID(kept), now_ms=now_ms)
        request.session[SESSION_KEY] = str(again.pk)
        return Guest(visitor_of(again), tokens.issue(again.pk))
    made = services.create_session(nickname=None, avatar=None, now_ms=now_ms)
    session = made.session
    visitor = Visitor(UUID(session.id), session.nickname, session.avatar, None)
    return Guest(visitor, made.token)


def known_visitor(request: HttpRequest) -> Visitor | None:
    """Return the visitor of the cookie, None when there is none or its day is over."""
    try:
        return get_visitor(token=request.COOKIES.get(COOKIE, ""), now_ms=clock.cloud_ms())
    except Problem:
        return None


def remember_guest(response: R, guest: Guest) -> R:
    """Set the cookie for a new visitor."""
    if guest.new_token is not None:
        remember(response, guest.new_token)
    return response
