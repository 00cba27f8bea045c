"""Answers that are ready before Django would have read the request: the same to the last header.

Only a plain "yes" in JSON is given here. Whatever is out of the ordinary about a call goes to the
view, and so does every refusal; ``tests/http/test_quick.py`` compares both ways.
"""

from functools import lru_cache
from typing import Any

import msgspec
from django.conf import settings

from common.http.asgi import Call
from common.http.envelope import success
from common.http.middleware import PERMISSIONS_POLICY, content_policy

Headers = list[tuple[bytes, bytes]]


def is_plain(call: Call) -> bool:
    """Tell whether a read wants JSON and nothing else: no page, no part, no other format."""
    accepted = call.headers.get("accept", "*/*")
    return (
        call.method == "GET"
        and not call.query
        and "html" not in accepted
        and ";" not in accepted
        and "content-length" not in call.headers
        and "transfer-encoding" not in call.headers
        and call.host != ""
    )


def bearer(call: Call) -> str | None:
    """Return the token of the header; "" without a header, None for one that is no such."""
    header = call.headers.get("authorization", "")
    if not header:
        return ""
    scheme, _, token = header.partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def answer(call: Call, data: Any, *, request_id: str, allow: str) -> tuple[Headers, bytes]:
    """Return headers and body of a 200."""
    body = msgspec.json.encode(success(data, 200))
    found = headers(call, "application/json", body, request_id)
    return [*found, (b"Allow", allow.encode()), (b"Vary", b"Accept, Accept-Language")], body


def headers(call: Call, kind: str, body: bytes, request_id: str) -> Headers:
    """Return what stands above every answer, as Django's middlewares would write it."""
    return [
        *_fixed(call.host, call.is_secure, call.language),
        (b"Content-Type", kind.encode()),
        (b"Content-Length", str(len(body)).encode()),
        (b"X-Request-ID", request_id.encode()),
    ]


@lru_cache(maxsize=256)
def _fixed(host: str, is_secure: bool, language: str) -> Headers:
    found = {
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
        "Content-Language": language,
        "Content-Security-Policy": content_policy(host=host, is_secure=is_secure),
        "Permissions-Policy": PERMISSIONS_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    }
    return [(name.encode(), value.encode()) for name, value in found.items()]
