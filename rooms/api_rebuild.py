"""``/api/v1/rooms/{id}/rebuild``."""

import msgspec
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock, context
from common.http.schema import answers
from rooms import member_selectors
from rooms.access import guarded, origin_of, wait_for
from rooms.serializers import JoinBody
from rooms.services import rebuilding
from rooms.wire import RoomView
from sessions_app.auth import require_visitor


class Rebuild(APIView):
    """Open a room that is over anew."""

    @extend_schema(
        operation_id="rebuild_room",
        request=JoinBody,
        responses={
            **answers(RoomView, 200),
            **answers(RoomView, 201, 401, 403, 404, 409, 422, 429),
        },
    )
    def post(self, request: Request, room_id: str) -> Response:
        """Return the room that stands in this one's place, with a seat in it for the caller.

        201 when it was opened now, 200 when somebody had opened it before. A private room asks
        those for its password who were not let into it before.
        """
        visitor = require_visitor(request)
        body = JoinBody(data=request.data)
        body.is_valid(raise_exception=True)
        origin = origin_of(request)
        rebuilt: rebuilding.Rebuilt = guarded(
            origin.ip,
            lambda: wait_for(
                rebuilding.rebuild_room,
                room_id=room_id,
                visitor=visitor,
                password=body.validated_data.get("password"),
                now_ms=clock.cloud_ms(),
                origin=origin,
            ),
            is_known=lambda: member_selectors.was_member(
                room_id=room_id.upper(), session_id=visitor.id
            ),
        )
        context.room_id.set(rebuilt.room.id)
        return Response(msgspec.to_builtins(rebuilt.room), status=201 if rebuilt.is_new else 200)
