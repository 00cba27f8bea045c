"""``/api/v1/rooms``: the rooms themselves."""

from typing import Any

import msgspec
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.errors import Code, Problem
from common.http.paging import PAGE_PARAMETERS, requested_page
from common.http.schema import answers, page_of
from common.texts import clean_text
from rooms import selectors, showing
from rooms.access import actor_in, known_room, origin_of, require_reader, wait_for
from rooms.serializers import RoomBody, RoomEditBody
from rooms.services import rooms
from rooms.wire import RoomView
from sessions_app.auth import require_visitor


class Rooms(APIView):
    """Public rooms, and making one."""

    @extend_schema(
        operation_id="list_rooms",
        parameters=[
            *PAGE_PARAMETERS,
            OpenApiParameter("q", str, description="searches name and code"),
            OpenApiParameter("ordering", str, enum=sorted(selectors.ORDERINGS)),
        ],
        responses=answers(page_of(RoomView)),
    )
    def get(self, request: Request) -> Response:
        """Return one page of the public active rooms."""
        page = requested_page(request)
        ordering = request.query_params.get("ordering", "-last_active_at")
        if ordering not in selectors.ORDERINGS:
            raise Problem(Code.INVALID, details={"ordering": sorted(selectors.ORDERINGS)})
        count, found = selectors.public_rooms(
            search=clean_text(request.query_params.get("q", ""))[:60],
            ordering=ordering,
            start=page.start,
            size=page.size,
            now_ms=clock.cloud_ms(),
        )
        return Response(page.show(count, found))

    @extend_schema(
        operation_id="create_room",
        request=RoomBody,
        responses=answers(RoomView, 201, 401, 422),
    )
    def post(self, request: Request) -> Response:
        """Make a room; the caller becomes its host."""
        visitor = require_visitor(request)
        body = RoomBody(data=request.data)
        body.is_valid(raise_exception=True)
        view = wait_for(
            rooms.create_room,
            new=rooms.NewRoom(**body.validated_data),
            visitor=visitor,
            now_ms=clock.cloud_ms(),
            origin=origin_of(request),
        )
        return Response(msgspec.to_builtins(view), status=201)


class OneRoom(APIView):
    """One room."""

    @extend_schema(operation_id="get_room", responses=answers(RoomView, 200, 404, 410))
    def get(self, request: Request, room_id: str) -> Response:
        """Return the room; strangers do not see what a private one, or one to knock at, shows."""
        code = known_room(request, room_id)
        view = selectors.room_view(room_id=code, now_ms=clock.cloud_ms())
        hidden = showing.to_strangers(view)
        if hidden is not view and not _may_read(request, code):
            view = hidden
        return Response(msgspec.to_builtins(view))

    @extend_schema(
        operation_id="replace_room",
        request=RoomEditBody,
        responses=answers(RoomView, 200, 401, 403, 404, 409, 410, 422),
    )
    def put(self, request: Request, room_id: str) -> Response:
        """Edit the room."""
        return self._edit(request, room_id, partial=False)

    @extend_schema(
        operation_id="edit_room",
        request=RoomEditBody,
        responses=answers(RoomView, 200, 401, 403, 404, 409, 410, 422),
    )
    def patch(self, request: Request, room_id: str) -> Response:
        """Edit parts of the room."""
        return self._edit(request, room_id, partial=True)

    @extend_schema(
        operation_id="archive_room",
        responses=answers({"type": "object"}, 200, 401, 403, 404, 410),
    )
    def delete(self, request: Request, room_id: str) -> Response:
        """Close the room; members are told and sent out."""
        actor = actor_in(request, room_id)
        wait_for(
            rooms.archive_room,
            room_id=known_room(request, room_id),
            actor=actor,
            now_ms=clock.cloud_ms(),
            origin=origin_of(request),
        )
        return Response({})

    def _edit(self, request: Request, room_id: str, *, partial: bool) -> Response:
        actor = actor_in(request, room_id)
        body = RoomEditBody(data=request.data, partial=partial)
        body.is_valid(raise_exception=True)
        changes: dict[str, Any] = dict(body.validated_data)
        view = wait_for(
            rooms.update_room,
            room_id=known_room(request, room_id),
            actor=actor,
            base_version=changes.pop("version", None),
            changes=changes,
            now_ms=clock.cloud_ms(),
            origin=origin_of(request),
        )
        return Response(msgspec.to_builtins(view))


def _may_read(request: Request, room_id: str) -> bool:
    try:
        require_reader(request, room_id)
    except Problem:
        return False
    return True
