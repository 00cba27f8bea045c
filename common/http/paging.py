"""Pages of lists: ``?page=1&size=20`` → ``{count, page, size, results}``."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from common.errors import Code, Problem

MAX_SIZE: Final = 100
DEFAULT_SIZE: Final = 20
_MAX_PAGE: Final = 1_000_000
_MAX_NUMBER: Final = 20
_SECONDS: Final = re.compile(r"[0-9]+(\.[0-9]*)?")

PAGE_PARAMETERS = [
    OpenApiParameter("page", int, description="from 1"),
    OpenApiParameter("size", int, description=f"1–{MAX_SIZE}, default {DEFAULT_SIZE}"),
]


@dataclass(frozen=True, slots=True)
class Page:
    """Which page is asked for."""

    number: int
    size: int

    @property
    def start(self) -> int:
        """Index of the first row."""
        return (self.number - 1) * self.size

    def show(self, count: int, results: Sequence[Any]) -> dict[str, Any]:
        """Return the answer's data."""
        return {
            "count": count,
            "page": self.number,
            "size": self.size,
            "results": msgspec.to_builtins(results),
        }


def requested_page(request: Request) -> Page:
    """Read ``page`` and ``size``; raises ``Problem(INVALID)``."""
    return Page(
        whole_parameter(request, "page", default=1, largest=_MAX_PAGE),
        whole_parameter(request, "size", default=DEFAULT_SIZE, largest=MAX_SIZE),
    )


def whole_parameter(request: Request, name: str, *, default: int, largest: int) -> int:
    """Read a whole number from 1 to ``largest``; raises ``Problem(INVALID)``."""
    text = request.query_params.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= largest:
        raise Problem(Code.INVALID, details={name: [f"1–{largest}"]})
    return int(text[:9])


def seconds_parameter(request: Request, name: str, *, default: float) -> float:
    """Read a position in a film, s; raises ``Problem(INVALID)``."""
    text = request.query_params.get(name)
    if text is None:
        return default
    # Digits as JSON writes them: float() would take "nan", "1_0" and digits of other scripts.
    if len(text) > _MAX_NUMBER or not _SECONDS.fullmatch(text):
        raise Problem(Code.INVALID, details={name: ["0 …"]})
    return float(text)


def one_page(request: Request, rows: Sequence[Any]) -> dict[str, Any]:
    """Return the requested page of a list that is at hand in full."""
    page = requested_page(request)
    return page.show(len(rows), rows[page.start : page.start + page.size])
