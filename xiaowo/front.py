"""The first thing that a request meets: whether its sender may call at all, and how often."""

from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from common import clock, context
from common.errors import HTTP_STATUS, Code, Problem
from common.http import quick
from common.http.asgi import Call
from common.http.envelope import problem_response
from common.http.middleware import note_answer
from sessions_app.auth import COOKIE
from sessions_app.gate import let_in

# Whoever watches over the server, or fetches files from it, is not counted.
FREE: Final = frozenset({"/livez", "/readyz", "/health", "/api/v1/health", "/metrics"})

# Whoever first looks into a full room fetches a hundred at once; they count for the address alone.
FACES: Final = "/avatars/"


def is_free(path: str) -> bool:
    """Tell whether a path is answered however often it is called."""
    return path in FREE or path.startswith(settings.STATIC_URL)


async def turned_away(call: Call, send: Any) -> bool:
    """Count a call; answer it, and return True, when it is one too many."""
    try:
        token = "" if call.path.startswith(FACES) else _token_of(call)
        await let_in(ip=call.ip, token=token, now_ms=clock.cloud_ms())
    except Problem as problem:
        await _answer(call, problem, send)
        return True
    return False


def _token_of(call: Call) -> str:
    return quick.bearer(call) or call.cookies.get(COOKIE, "")


async def _answer(call: Call, problem: Problem, send: Any) -> None:
    request_id = context.choose_request_id(call.headers.get("x-request-id", ""))
    context.request_id.set(request_id)
    status = HTTP_STATUS[problem.code]
    if call.path.startswith("/api/"):
        with translation.override(call.language):
            kind, body = "application/json", problem_response(problem).content
    else:
        kind, body = "text/html; charset=utf-8", _page(call.language, problem.code)
    headers = quick.headers(call, kind, body, request_id)
    if problem.retry_after_s is not None:
        headers.append((b"Retry-After", str(problem.retry_after_s).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
    note_answer(call.method, call.path, "refused", status, 0.0)


@lru_cache(maxsize=16)
def _page(language: str, code: Code) -> bytes:
    # Made once: whoever calls too often must not be expensive.
    with translation.override(language):
        return render_to_string("turned_away.html", {"wait": code is Code.TOO_MANY}).encode()
