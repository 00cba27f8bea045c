"""The one shape of every API answer, and the one translator from errors to it."""

import logging
from collections.abc import Iterator
from typing import Any

import msgspec
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext
from redis.exceptions import RedisError
from rest_framework import exceptions, renderers, status
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.response import Response

from common import clock, context
from common.errors import HTTP_STATUS, Code, Problem

log = logging.getLogger(__name__)


def success(data: Any, http_status: int) -> dict[str, Any]:
    """Wrap an answer."""
    return _wrap(http_status, "success", data)


def failure(problem: Problem) -> dict[str, Any]:
    """Wrap a refusal in the reader's language."""
    body = _wrap(int(problem.code), gettext(problem.sentence), msgspec.to_builtins(problem.data))
    if problem.details:
        body["details"] = {name: list(texts) for name, texts in problem.details.items()}
    return body


def _wrap(code: int, message: str, data: Any) -> dict[str, Any]:
    return {
        "code": code,
        "message": message,
        "data": {} if data is None else data,
        "request_id": context.request_id.get(),
        "timestamp": clock.iso(clock.cloud_ms()),
    }


class Failure(dict[str, Any]):
    """A body that is an envelope already, so that the renderer leaves it alone."""


class EnvelopeRenderer(renderers.JSONRenderer):
    """JSON inside the envelope."""

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Any = None,
    ) -> Any:
        """Wrap and encode."""
        response = (renderer_context or {}).get("response")
        if not isinstance(data, Failure):
            data = success(data, response.status_code if response is not None else 200)
        return super().render(data, accepted_media_type, renderer_context)


class AlwaysAnswer(DefaultContentNegotiation):
    """Who accepts nothing that we have gets the first thing that we have, rather than a 406."""

    def select_renderer(
        self, request: Any, renderers: Any, format_suffix: Any = None
    ) -> tuple[Any, str]:
        """Return (renderer, media type)."""
        try:
            return super().select_renderer(request, renderers, format_suffix)
        except exceptions.NotAcceptable:
            return renderers[0], renderers[0].media_type


def problem_response(problem: Problem) -> JsonResponse:
    """Answer outside DRF (middleware, unknown addresses) with the same shape."""
    response = JsonResponse(failure(problem), status=HTTP_STATUS[problem.code])
    _say_when_to_return(response, problem)
    return response


def exception_handler(error: Exception, drf_context: dict[str, Any]) -> Response:
    """Turn any exception of an API view into the envelope; unknown ones are logged, not shown."""
    problem = _as_problem(error)
    if problem is None:
        log.exception("unexpected error in the API", exc_info=error)
        problem = Problem(Code.INTERNAL)
    http_status = _status_for(error, problem)
    response = Response(Failure(failure(problem)), status=http_status)
    _say_when_to_return(response, problem)
    if http_status == status.HTTP_401_UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    if isinstance(error, exceptions.MethodNotAllowed):
        view = drf_context.get("view")
        response["Allow"] = ", ".join(getattr(view, "allowed_methods", []))
    return response


def _status_for(error: Exception, problem: Problem) -> int:
    if isinstance(error, exceptions.MethodNotAllowed):
        return status.HTTP_405_METHOD_NOT_ALLOWED
    return HTTP_STATUS[problem.code]


def _say_when_to_return(response: Any, problem: Problem) -> None:
    if problem.retry_after_s is not None:
        response["Retry-After"] = str(problem.retry_after_s)


_KNOWN: tuple[tuple[tuple[type[Exception], ...], Code], ...] = (
    ((exceptions.ParseError, exceptions.UnsupportedMediaType), Code.MALFORMED),
    ((exceptions.NotAuthenticated, exceptions.AuthenticationFailed), Code.INVALID_TOKEN),
    ((exceptions.PermissionDenied,), Code.NOT_PERMITTED),
    ((exceptions.MethodNotAllowed, exceptions.NotFound, Http404), Code.NO_ADDRESS),
    ((exceptions.Throttled,), Code.TOO_MANY),
    ((RequestDataTooBig, TooManyFieldsSent), Code.TOO_LARGE),
    ((OperationalError, InterfaceError), Code.DATABASE),
    ((RedisError,), Code.NETWORK),
    ((exceptions.NotAcceptable,), Code.MALFORMED),
)


def _as_problem(error: Exception) -> Problem | None:
    if isinstance(error, Problem):
        return error
    if isinstance(error, exceptions.ValidationError):
        return _from_validation(error)
    return known_problem(error)


def known_problem(error: Exception) -> Problem | None:
    """Return what to call an error of a library's; None for an unexpected one."""
    for types, code in _KNOWN:
        if isinstance(error, types):
            return Problem(code)
    return None


# What is told first when several fields are wrong in several ways.
_ORDER = (Code.MISSING, Code.TOO_LONG, Code.INVALID, Code.MEDIA_INVALID)
_BY_DRF_CODE = {
    "required": Code.MISSING,
    "max_length": Code.TOO_LONG,
    "media_invalid": Code.MEDIA_INVALID,
}


def _from_validation(error: exceptions.ValidationError) -> Problem:
    details: dict[str, list[str]] = {}
    codes: set[Code] = set()
    for path, detail in _walk(error.detail, ""):
        details.setdefault(path or "non_field_errors", []).append(str(detail))
        codes.add(_BY_DRF_CODE.get(detail.code or "", Code.INVALID))
    return Problem(next(code for code in _ORDER if code in codes), details=details)


def _walk(detail: Any, path: str) -> Iterator[tuple[str, exceptions.ErrorDetail]]:
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _walk(inner, _join(path, str(name)))
    elif isinstance(detail, list):
        for inner in detail:
            yield from _walk(inner, path)
    else:
        yield path, detail


def _join(path: str, name: str) -> str:
    if not path:
        return name
    return path if name == "non_field_errors" else f"{path}.{name}"


def is_api(request: HttpRequest) -> bool:
    """Tell whether the caller expects the envelope rather than a page."""
    return request.path.startswith("/api/")
