"""Doors of the HTTP side: who is calling, from where, and how often they guessed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, TypeVar
from uuid import UUID

from asgiref.sync import async_to_sync
from django.contrib.auth import get_user
from django.http import HttpRequest
from rest_framework.request import Request

from common import clock, context, guard
from common.errors import Code, Problem
from common.http.middleware import address_of
from common.ids import parse_uuid
from rooms import member_selectors, selectors
from rooms.models import Room
from rooms.roles import OPERATOR, Actor
from rooms.services.audit import USER_AGENT_MAX, Origin
from sessions_app.auth import require_csrf, require_visitor
from sessions_app.selectors import Visitor, staff_user

T = TypeVar("T")
# What staff need, of Django's permissions, to look into any room (who is there, what is on, what
# was said), and to read addresses in its log.
READS_CHAT: Final = "rooms.view_syncmessage"
READS_LOG: Final = "rooms.view_roomactivity"


def origin_of(request: HttpRequest | Request) -> Origin:
    """Return from where the call comes."""
    plain = request._request if isinstance(request, Request) else request
    return Origin(address_of(plain), request.headers.get("User-Agent", "")[:USER_AGENT_MAX])


def as_operator(name: str, origin: Origin) -> tuple[Actor, Origin]:
    """Return a staff member of this login name as somebody who may act in any room."""
    return Actor("", OPERATOR, {}, allow_control=True), replace(origin, operator=name)


def signed(request: HttpRequest, user: Any = None) -> dict[str, Any]:
    """Return one of the staff, who may act in any room, and when, as every service takes it."""
    actor, origin = as_operator((user or request.user).get_username(), origin_of(request))
    return {"actor": actor, "origin": origin, "now_ms": clock.cloud_ms()}


def require_staff(request: Request) -> Any:
    """Return the user of the staff behind the call.

    Known by an access token, or by the admin's login, which passes the CSRF check. Raises
    ``Problem`` INVALID_TOKEN for nobody, NOT_PERMITTED for anybody else.
    """
    user = _staff_by_token(request) or _staff_by_cookie(request)
    if user is None:
        require_visitor(request)
        raise Problem(Code.NOT_PERMITTED, details={"permission": ["staff"]})
    return user


def require_permission(user: Any, permission: str) -> None:
    """Raise ``Problem(NOT_PERMITTED)`` unless a user has this permission of Django's."""
    if not user.has_perm(permission):
        raise Problem(Code.NOT_PERMITTED, details={"permission": [permission]})


def _staff_by_token(request: Request) -> Any:
    visitor = request.user if isinstance(request.user, Visitor) else None
    if visitor is None or visitor.family_id is None or visitor.account_id is None:
        return None
    return staff_user(visitor.account_id)


def _staff_by_cookie(request: Request) -> Any:
    user: Any = get_user(request._request)
    if not (user.is_active and user.is_staff):
        return None
    require_csrf(request)
    return user


def guarded(ip: str, action: Callable[[], T], *, is_known: Callable[[], bool]) -> T:
    """Run something that depends on a guess; bad guesses are counted, too many shut out.

    Who sits in the room already is not shut out by others behind the same address.
    """
    if guard.is_shut(ip=ip) and not is_known():
        guard.check(ip=ip)
    try:
        return action()
    except Problem as problem:
        guard.count(ip=ip, code=problem.code)
        raise


def known_room(request: Request, room_id: str) -> str:
    """Return the code of an active room as the record spells it.

    Raises ``Problem`` ROOM_NOT_FOUND (counted as a guess), ROOM_EXPIRED or TOO_MANY.
    """
    return str(_room(request, room_id).pk)


def _room(request: Request, room_id: str) -> Room:
    visitor = request.user if isinstance(request.user, Visitor) else None
    session_id = visitor.id if visitor else None
    room = guarded(
        origin_of(request).ip,
        lambda: selectors.get_room(room_id=room_id),
        is_known=lambda: member_selectors.is_member(room_id=room_id.upper(), session_id=session_id),
    )
    context.room_id.set(room.pk)
    return room


def actor_in(request: Request, room_id: str) -> Actor:
    """Return who is calling, as a member of the room; raises ``Problem``."""
    return member_in(request, room_id)[1]


def member_in(request: Request, room_id: str) -> tuple[str, Actor]:
    """Return the room's code and who is calling, as a member of it; raises ``Problem``."""
    visitor = require_visitor(request)
    code = known_room(request, room_id)
    return code, member_selectors.get_actor(room_id=code, session_id=visitor.id)


def require_reader(request: Request, room_id: str) -> str:
    """Return the room's code for somebody who may look into it.

    An open room shows itself to everybody; a private one, and one whose managers say who comes
    in, to its members and to staff who may view chat.
    Raises ``Problem(NOT_PERMITTED)``.
    """
    room = _room(request, room_id)
    visitor = request.user if isinstance(request.user, Visitor) else None
    session_id = visitor.id if visitor else None
    if (
        not selectors.shows_itself(room)
        and staff_name(request, READS_CHAT) is None
        and not member_selectors.is_member(room_id=room.pk, session_id=session_id)
    ):
        raise Problem(Code.NOT_PERMITTED, details={"room_id": ["member"]})
    return str(room.pk)


def is_staff(request: Request) -> bool:
    """Tell whether a staff member's admin login, or access token, stands behind the call."""
    return _staff(request) is not None


def staff_name(request: Request, permission: str) -> str | None:
    """Return the login name of the staff member behind the call who has this permission.

    None for anybody else, staff without it among them.
    """
    user = _staff(request)
    return str(user.get_username()) if user and user.has_perm(permission) else None


def _staff(request: Request) -> Any:
    # DRF puts the visitor in place of Django's user, so the login is read afresh.
    user: Any = get_user(request._request)
    return user if user.is_active and user.is_staff else _staff_by_token(request)


def member_id(text: str) -> UUID:
    """Read a session id from the address; raises ``Problem(INVALID)``."""
    parsed = parse_uuid(text)
    if parsed is None:
        raise Problem(Code.INVALID, details={"session_id": ["UUID"]})
    return parsed


def wait_for(function: Callable[..., Any], **arguments: Any) -> Any:
    """Run an async service from a synchronous view."""
    return async_to_sync(function)(**arguments)
