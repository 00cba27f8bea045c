"""``Idempotency-Key``: the first answer to a POST is kept for a day and given again.

Source: SPEC §3. Kept in the cache named ``answers``, apart from counters that may be evicted.
"""

import hashlib
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError

from common.errors import Code, Problem
from common.http.envelope import is_api, known_problem, problem_response
from common.http.middleware import address_of

log = logging.getLogger(__name__)

KEEP_S = 24 * 3600
# What the store raises when it cannot be reached.
AWAY = (OperationalError, InterfaceError, RedisError)
# How long a request may be under way before its key is free again.
PENDING_S = 60
MAX_KEY = 255
SESSIONS = "/api/v1/sessions"
COOKIES = ("xiaowo_session", settings.SESSION_COOKIE_NAME)
WITH_TOKENS = (SESSIONS, "/api/v1/auth/")
# Refusals that pass: what was full, locked or not allowed a moment ago may be fine now.
PASSING = frozenset({401, 403, 409, 429})


class Idempotency(ABC):
    """Middleware for POSTs below ``/api/`` that carry the header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer from the store, or answer and store."""
        key = request.headers.get("Idempotency-Key")
        if key is None or request.method != "POST" or not is_api(request):
            return self.get_response(request)
        if not 0 < len(key) <= MAX_KEY:
            return problem_response(
                Problem(Code.INVALID, details={"Idempotency-Key": [f"1–{MAX_KEY}"]})
            )
        return self._once(request, _digest(_caller(request), key))

    @abstractmethod
    def is_standing(self, request: HttpRequest) -> bool:
        """Tell whether the token of a request, if it has one, still counts."""

    def _once(self, request: HttpRequest, name: str) -> HttpResponse:
        fingerprint = _digest(request.path, request.body.decode("latin-1"))
        # Answers that hold a token are not for the database.
        has_token = request.path.startswith(WITH_TOKENS)
        store = caches["default" if has_token else "answers"]
        try:
            if not store.add(name, {"request": fingerprint}, PENDING_S):
                if self.is_standing(request):
                    return _answer_again(store.get(name), fingerprint)
                # As if without a key: this refuses whoever has to be somebody.
                return self.get_response(request)
        except AWAY as error:
            return problem_response(known_problem(error) or Problem(Code.INTERNAL))
        try:
            response = self.get_response(request)
        except BaseException:
            with _losing_nothing():
                store.delete(name)
            raise
        with _losing_nothing():
            if response.status_code >= 500 or response.status_code in PASSING:
                store.delete(name)
            else:
                store.set(name, _remember(fingerprint, response), KEEP_S)
        return response


@contextmanager
def _losing_nothing() -> Iterator[None]:
    """What was done is answered, also if it cannot be kept."""
    try:
        yield
    except AWAY:
        log.warning("an answer cannot be kept for its idempotency key")


def _remember(fingerprint: str, response: HttpResponse) -> dict[str, Any]:
    return {
        "request": fingerprint,
        "status": response.status_code,
        "type": response["Content-Type"],
        "body": response.content,
        "cookies": response.cookies,
    }


def _answer_again(kept: dict[str, Any] | None, fingerprint: str) -> HttpResponse:
    if kept is not None and kept["request"] != fingerprint:
        return problem_response(Problem(Code.KEY_REUSED))
    if kept is None or "body" not in kept:
        return problem_response(Problem(Code.CONFLICT, retry_after_s=1))
    response = HttpResponse(kept["body"], status=kept["status"], content_type=kept["type"])
    response.cookies = kept["cookies"]
    response["Idempotent-Replay"] = "true"
    return response


def _caller(request: HttpRequest) -> str:
    if request.path == SESSIONS:
        # Nobody in particular asks for a session; the first answer may have set a cookie.
        return _sender(request)
    # The staff may be known by the admin's login alone.
    cookies = (request.COOKIES.get(name, "") for name in COOKIES)
    return request.headers.get("Authorization") or " ".join(cookies).strip() or _sender(request)


def _sender(request: HttpRequest) -> str:
    return f"{address_of(request)} {request.headers.get('User-Agent', '')}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
