"""Reading a socket's handshake: who, from where, in which language, and whether it may."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings

from common import clock
from common.errors import Code, Problem
from common.http.asgi import Call
from sessions_app.auth import COOKIE

SUBPROTOCOL = "xiaowo.v1"
_BEARER = "bearer."
_MILLISECONDS = re.compile("[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Handshake:
    """What a client says of itself."""

    token: str
    subprotocol: str | None
    ip: str
    user_agent: str
    language: str
    is_foreign_page: bool
    # Cloud ms when the page was made; None for a client that does not come back by itself.
    opened_ms: int | None


def read_handshake(scope: Mapping[str, Any]) -> Handshake:
    """Read the ASGI scope; never raises for what a client may send."""
    call = Call.read(scope)
    offered: list[str] = list(scope.get("subprotocols", []))
    explicit = _explicit_token(call, offered)
    return Handshake(
        token=explicit or call.cookies.get(COOKIE, ""),
        subprotocol=SUBPROTOCOL if SUBPROTOCOL in offered else None,
        ip=call.ip,
        user_agent=call.headers.get("user-agent", ""),
        language=call.language,
        # A foreign page could only ride on the cookie; a token is proof enough by itself.
        is_foreign_page=not explicit and _is_foreign(call.headers),
        opened_ms=_opened(call),
    )


def require_own_page(handshake: Handshake) -> None:
    """Raise ``Problem(NOT_PERMITTED)`` for a cookie that comes from another site's page."""
    if handshake.is_foreign_page:
        raise Problem(Code.NOT_PERMITTED, details={"origin": ["?"]})


def _explicit_token(call: Call, offered: list[str]) -> str:
    for name in offered:
        if name.startswith(_BEARER):
            return name.removeprefix(_BEARER)
    return parse_qs(call.query).get("token", [""])[0]


def _opened(call: Call) -> int | None:
    told = parse_qs(call.query).get("opened", [""])[0]
    return min(int(told), clock.cloud_ms()) if _MILLISECONDS.fullmatch(told) else None


def _is_foreign(headers: Mapping[str, str]) -> bool:
    origin = headers.get("origin")
    if not origin:
        return False
    try:
        is_own = urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
    except ValueError:
        return True
    return not is_own and not _is_trusted(origin.lower())


def _is_trusted(origin: str) -> bool:
    """Tell whether the operator named this origin, as a proxy that changes Host needs it."""
    scheme, _, host = origin.partition("://")
    for trusted in settings.CSRF_TRUSTED_ORIGINS:
        trusted_scheme, _, name = trusted.lower().partition("://")
        below = name.removeprefix("*")
        is_there = host.endswith(below) if name.startswith("*.") else host == name
        if scheme == trusted_scheme and is_there:
            return True
    return False
