"""``/api/v1/rooms/{id}/messages/export``: the chat as a file."""

from typing import Any

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from common import clock
from common.errors import Code, Problem
from common.http.envelope import AlwaysAnswer
from common.http.schema import ERROR
from rooms.access import (
    READS_CHAT,
    as_operator,
    known_room,
    member_in,
    origin_of,
    staff_name,
    wait_for,
)
from rooms.roles import Actor
from rooms.services.audit import Origin
from rooms.services.chat_export import FORMS, export

CONTENT_TYPES = {"json": "application/json", "text": "text/plain; charset=utf-8"}
SUFFIXES = {"json": "json", "text": "txt"}


class OwnFormats(AlwaysAnswer):
    """Leaves ``?format=`` to the view, which means the file's and not the answer's."""

    def filter_renderers(self, renderers: Any, _format: str) -> Any:
        """Rule none out."""
        return renderers


class Export(APIView):
    """Everything that was said."""

    content_negotiation_class = OwnFormats

    @extend_schema(
        operation_id="export_messages",
        parameters=[OpenApiParameter("format", str, enum=list(FORMS), default="json")],
        responses={
            (200, "application/json"): OpenApiTypes.OBJECT,
            (200, "text/plain"): OpenApiTypes.STR,
            **dict.fromkeys((400, 401, 403, 404, 410, 429), ERROR),
        },
    )
    def get(self, request: Request, room_id: str) -> StreamingHttpResponse:
        """Stream it as a file, the oldest line first (host, and staff who may view chat)."""
        code, actor, origin = _who(request, room_id)
        name = request.query_params.get("format", "json")
        if name not in FORMS:
            raise Problem(Code.INVALID, details={"format": list(FORMS)})
        now_ms = clock.cloud_ms()
        pieces = wait_for(
            export, room_id=code, actor=actor, form=FORMS[name], now_ms=now_ms, origin=origin
        )
        answer = StreamingHttpResponse(pieces, content_type=CONTENT_TYPES[name])
        file = f"xiaowo-{code}-{clock.iso(now_ms)[:10]}.{SUFFIXES[name]}"
        answer["Content-Disposition"] = f'attachment; filename="{file}"'
        answer["Cache-Control"] = "no-store"
        return answer


def _who(request: Request, room_id: str) -> tuple[str, Actor, Origin]:
    origin, staff = origin_of(request), staff_name(request, READS_CHAT)
    if staff is not None:
        return known_room(request, room_id), *as_operator(staff, origin)
    return *member_in(request, room_id), origin
