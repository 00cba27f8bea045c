"""``/api/v1/rooms/{id}``: messages, stats and activities."""

from typing import Any

import msgspec
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.errors import Code, Problem
from common.http.paging import MAX_SIZE, PAGE_PARAMETERS, Page, requested_page, whole_parameter
from common.http.schema import answers, page_of
from common.ids import parse_uuid
from rooms import log_selectors
from rooms.access import actor_in, is_staff, known_room, require_reader
from rooms.models import ActivityType, MessageType
from rooms.roles import Right, require
from rooms.wire import ActivityView, MessageView, RoomStats

HISTORY_SIZE = 50
HISTORY: dict[str, Any] = {
    "type": "object",
    "properties": {
        **page_of(MessageView)["properties"],
        "has_more": {"type": "boolean"},
    },
}


class Messages(APIView):
    """What was said, page by page backwards."""

    @extend_schema(
        operation_id="list_messages",
        parameters=[
            OpenApiParameter("type", str, enum=MessageType.values, default="chat"),
            OpenApiParameter("before", str, description="message_id: older ones only"),
            OpenApiParameter("size", int, description=f"1–{MAX_SIZE}, default {HISTORY_SIZE}"),
        ],
        responses=answers(HISTORY, 200, 401, 403, 404, 410),
    )
    def get(self, request: Request, room_id: str) -> Response:
        """Return lines older than ``before``, newest last."""
        code = self._reader(request, room_id)
        size = whole_parameter(request, "size", default=HISTORY_SIZE, largest=MAX_SIZE)
        message_type = request.query_params.get("type", MessageType.CHAT.value)
        if message_type not in MessageType.values:
            raise Problem(Code.INVALID, details={"type": list(MessageType.values)})
        before = request.query_params.get("before")
        cursor = parse_uuid(before) if before else None
        if before and cursor is None:
            raise Problem(Code.INVALID, details={"before": ["message_id"]})
        lines = log_selectors.messages(
            room_id=code, message_type=message_type, before=cursor, size=size + 1
        )
        count = log_selectors.count_messages(room_id=code, message_type=message_type)
        shown = Page(1, size).show(count, lines[-size:])
        return Response({**shown, "has_more": len(lines) > size})

    def _reader(self, request: Request, room_id: str) -> str:
        if is_staff(request):
            return require_reader(request, room_id)
        actor_in(request, room_id)
        return known_room(request, room_id)


def _manager(request: Request, room_id: str) -> str:
    if not is_staff(request):
        require(actor_in(request, room_id), Right.MANAGE)
    return known_room(request, room_id)


class Stats(APIView):
    """Numbers of the room."""

    @extend_schema(
        operation_id="get_room_stats", responses=answers(RoomStats, 200, 401, 403, 404, 410)
    )
    def get(self, request: Request, room_id: str) -> Response:
        """Return them to managers and staff."""
        code = _manager(request, room_id)
        return Response(msgspec.to_builtins(log_selectors.room_stats(room_id=code)))


class Activities(APIView):
    """The audit log."""

    @extend_schema(
        operation_id="list_activities",
        parameters=[*PAGE_PARAMETERS, OpenApiParameter("type", str, enum=ActivityType.values)],
        responses=answers(page_of(ActivityView), 200, 401, 403, 404, 410),
    )
    def get(self, request: Request, room_id: str) -> Response:
        """Return one page, newest first, to managers and staff."""
        code = _manager(request, room_id)
        page = requested_page(request)
        kind = request.query_params.get("type")
        if kind is not None and kind not in ActivityType.values:
            raise Problem(Code.INVALID, details={"type": list(ActivityType.values)})
        count, lines = log_selectors.activities(
            room_id=code, kind=kind, start=page.start, size=page.size
        )
        return Response(page.show(count, lines))
