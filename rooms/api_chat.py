"""``/api/v1/rooms/{id}/messages``: what was said, saying something, and taking it back."""

from typing import Any
from uuid import UUID

import msgspec
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.errors import Code, Problem
from common.http.paging import MAX_SIZE, Page, seconds_parameter, whole_parameter
from common.http.schema import answers, envelope, page_of
from common.ids import parse_uuid
from rooms import chat_selectors
from rooms.access import (
    READS_CHAT,
    actor_in,
    known_room,
    member_in,
    origin_of,
    staff_name,
    wait_for,
)
from rooms.models import MessageType
from rooms.ports import screen
from rooms.serializers_chat import ChatBody
from rooms.services import chat, chat_removal
from rooms.wire import MessageView

HISTORY_SIZE = 50
HISTORY: dict[str, Any] = {
    "type": "object",
    "properties": {
        **page_of(MessageView)["properties"],
        "has_more": {"type": "boolean"},
    },
}
# The longest stretch of a film that is asked for at once.
STRETCH_S = 600
DANMAKU: dict[str, Any] = {
    "type": "object",
    "properties": {
        "media_url": {"type": "string"},
        "from": {"type": "number", "description": "s"},
        "to": {"type": "number", "description": "s"},
        "results": page_of(MessageView)["properties"]["results"],
    },
}
NOTHING: dict[str, Any] = {"type": "object"}


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
        code = reader_of_chat(request, room_id)
        size = whole_parameter(request, "size", default=HISTORY_SIZE, largest=MAX_SIZE)
        message_type = request.query_params.get("type", MessageType.CHAT.value)
        if message_type not in MessageType.values:
            raise Problem(Code.INVALID, details={"type": list(MessageType.values)})
        lines = chat_selectors.messages(
            room_id=code, message_type=message_type, before=_cursor(request), size=size + 1
        )
        count = chat_selectors.count_messages(room_id=code, message_type=message_type)
        shown = Page(1, size).show(count, lines[-size:])
        return Response({**shown, "has_more": len(lines) > size})

    @extend_schema(
        operation_id="say",
        request=ChatBody,
        responses={
            **answers(MessageView, 201, 401, 403, 404, 410),
            200: envelope(MessageView, 200),
        },
    )
    def post(self, request: Request, room_id: str) -> Response:
        """Say a line: 201, or 200 with the stored one for a ``client_id`` that was used before."""
        code, actor = member_in(request, room_id)
        body = ChatBody(data=request.data)
        body.is_valid(raise_exception=True)
        said = wait_for(
            chat.say,
            room_id=code,
            actor=actor,
            words=body.words(),
            now_ms=clock.cloud_ms(),
            sent_at_ms=None,
        )
        return Response(msgspec.to_builtins(said.line), status=201 if said.is_new else 200)

    @extend_schema(
        operation_id="clear_messages", responses=answers(NOTHING, 200, 401, 403, 404, 410)
    )
    def delete(self, request: Request, room_id: str) -> Response:
        """Take back everything that was said (managers)."""
        code, actor = member_in(request, room_id)
        wait_for(
            chat_removal.clear,
            room_id=code,
            actor=actor,
            now_ms=clock.cloud_ms(),
            origin=origin_of(request),
        )
        return Response({})


class OneMessage(APIView):
    """One line."""

    @extend_schema(
        operation_id="delete_message", responses=answers(NOTHING, 200, 401, 403, 404, 410)
    )
    def delete(self, request: Request, room_id: str, message_id: str) -> Response:
        """Take back one's own line within five minutes, or any line (managers)."""
        code, actor = member_in(request, room_id)
        wait_for(
            chat_removal.delete_line,
            room_id=code,
            message_id=message_id,
            actor=actor,
            now_ms=clock.cloud_ms(),
            origin=origin_of(request),
        )
        return Response({})


class Danmaku(APIView):
    """Lines that fly over a stretch of the film."""

    @extend_schema(
        operation_id="list_danmaku",
        parameters=[
            OpenApiParameter("from", float, description="s", default=0),
            OpenApiParameter(
                "to", float, description=f"s; at most {STRETCH_S} after from, the default"
            ),
        ],
        responses=answers(DANMAKU, 200, 401, 403, 404, 410),
    )
    def get(self, request: Request, room_id: str) -> Response:
        """Return the newest of them, by position, for the film that is on."""
        code = reader_of_chat(request, room_id)
        start_s = seconds_parameter(request, "from", default=0.0)
        end_s = seconds_parameter(request, "to", default=start_s + STRETCH_S)
        if not 0 <= end_s - start_s <= STRETCH_S:
            raise Problem(Code.INVALID, details={"to": [f"from … from + {STRETCH_S}"]})
        media_url = screen().views([code], now_ms=clock.cloud_ms())[code].media_url
        lines = chat_selectors.danmaku(
            room_id=code, media_url=media_url, start_s=start_s, end_s=end_s
        )
        answer = {"media_url": media_url, "from": start_s, "to": end_s, "results": lines}
        return Response(msgspec.to_builtins(answer))


def reader_of_chat(request: Request, room_id: str) -> str:
    """Return the room's code for a member, or staff who may view chat; raises ``Problem``."""
    if staff_name(request, READS_CHAT) is None:
        actor_in(request, room_id)
    return known_room(request, room_id)


def _cursor(request: Request) -> UUID | None:
    before = request.query_params.get("before")
    cursor = parse_uuid(before) if before else None
    if before and cursor is None:
        raise Problem(Code.INVALID, details={"before": ["message_id"]})
    return cursor
