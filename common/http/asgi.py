"""Reading an ASGI scope without making a Django request of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings
from django.http import parse_cookie
from django.http.request import split_domain_port, validate_host
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from common.net import client_ip


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls, and what for; header names in small letters."""

    method: str
    scheme: str
    path: str
    query: str
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    ip: str

    @classmethod
    def read(cls, scope: Mapping[str, Any]) -> Self:
        """Read a scope; never raises for what a client may send."""
        headers = _headers(scope)
        return cls(
            method=scope.get("method", "GET"),
            scheme=scope.get("scheme", "http"),
            path=scope["path"],
            query=scope.get("query_string", b"").decode("latin-1"),
            headers=headers,
            cookies=parse_cookie(headers["cookie"]) if "cookie" in headers else {},
            ip=client_ip(
                peer=(scope.get("client") or ("", 0))[0],
                forwarded_for=headers.get("x-forwarded-for", ""),
                trusted=settings.TRUSTED_PROXIES,
            ),
        )

    @property
    def host(self) -> str:
        """Return the host that was called by name; "" when it is none of ours."""
        host = self.headers.get("host", "")
        domain, _port = split_domain_port(host)
        return host if domain and validate_host(domain, settings.ALLOWED_HOSTS) else ""

    @property
    def is_secure(self) -> bool:
        """Tell whether it came over TLS, as far as a trusted proxy says so."""
        if settings.SECURE_PROXY_SSL_HEADER is not None:
            name, secure = settings.SECURE_PROXY_SSL_HEADER
            said = self.headers.get(name.removeprefix("HTTP_").replace("_", "-").lower())
            if said is not None:
                return said.split(",")[0].strip() == secure
        return self.scheme == "https"

    @property
    def language(self) -> str:
        """Return the language that Django would choose for it."""
        wanted = [self.cookies.get(settings.LANGUAGE_COOKIE_NAME, "")]
        accepted = self.headers.get("accept-language", "")
        wanted += [code for code, _ in parse_accept_lang_header(accepted)]
        for code in wanted:
            try:
                return get_supported_language_variant(code)
            except LookupError:
                continue
        return settings.LANGUAGE_CODE


def _headers(scope: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        # As Django joins what comes twice.
        joined = "; " if key == "cookie" else ","
        found[key] = f"{found[key]}{joined}{text}" if key in found else text
    return found
