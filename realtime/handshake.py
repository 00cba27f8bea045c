"""Reading a socket's handshake: who, from where, in which language, and whether it may."""

from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from common.errors import Code, Problem
from common.net import client_ip
from sessions_app.auth import COOKIE

SUBPROTOCOL = "xiaowo.v1"
_BEARER = "bearer."


@dataclass(frozen=True, slots=True)
class Handshake:
    """What a client says of itself."""

    token: str
    subprotocol: str | None
    ip: str
    user_agent: str
    language: str
    is_foreign_page: bool


def read_handshake(scope: Mapping[str, Any]) -> Handshake:
    """Read the ASGI scope; never raises for what a client may send."""
    headers = _headers(scope)
    cookies = _cookies(headers.get("cookie", ""))
    offered: list[str] = list(scope.get("subprotocols", []))
    explicit = _explicit_token(scope, offered)
    return Handshake(
        token=explicit or cookies.get(COOKIE, ""),
        subprotocol=SUBPROTOCOL if SUBPROTOCOL in offered else None,
        ip=client_ip(
            peer=(scope.get("client") or ("", 0))[0],
            forwarded_for=headers.get("x-forwarded-for", ""),
            trusted=settings.TRUSTED_PROXIES,
        ),
        user_agent=headers.get("user-agent", ""),
        language=_language(cookies, headers),
        # A foreign page could only ride on the cookie; a token is proof enough by itself.
        is_foreign_page=not explicit and _is_foreign(headers),
    )


def require_own_page(handshake: Handshake) -> None:
    """Raise ``Problem(NOT_PERMITTED)`` for a cookie that comes from another site's page."""
    if handshake.is_foreign_page:
        raise Problem(Code.NOT_PERMITTED, details={"origin": ["?"]})


def _headers(scope: Mapping[str, Any]) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
    }


def _cookies(text: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(text).items()}
    except CookieError:
        return {}


def _explicit_token(scope: Mapping[str, Any], offered: list[str]) -> str:
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    for name in offered:
        if name.startswith(_BEARER):
            return name.removeprefix(_BEARER)
    return query.get("token", [""])[0]


def _is_foreign(headers: Mapping[str, str]) -> bool:
    origin = headers.get("origin")
    if not origin:
        return False
    try:
        return urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
    except ValueError:
        return True


def _language(cookies: Mapping[str, str], headers: Mapping[str, str]) -> str:
    wanted = [cookies.get(settings.LANGUAGE_COOKIE_NAME, "")]
    wanted += [code for code, _ in parse_accept_lang_header(headers.get("accept-language", ""))]
    for code in wanted:
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
