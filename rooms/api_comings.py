"""``/api/v1/rooms/{id}/comings``: who came and went while one was away."""

from typing import Any, Final
from uuid import UUID

import msgspec
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.errors import Code, Problem
from common.http.schema import REF, answers
from rooms import coming_selectors
from rooms.access import member_in

_DIGITS: Final = 15
COMINGS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "since": {"type": "integer", "description": "cloud clock, ms"},
        "results": {"type": "array", "items": {"$ref": REF.format(name="ComingView")}},
    },
}


class Comings(APIView):
    """What has changed among the people of a room."""

    @extend_schema(
        operation_id="list_comings",
        parameters=[OpenApiParameter("since", int, required=True, description="cloud clock, ms")],
        responses=answers(COMINGS, 200, 400, 401, 403, 404, 410),
    )
    def get(self, request: Request, room_id: str) -> Response:
        """Return who is new, gone, or came and went since then, to members; at most a day back."""
        since_ms = _since(request)
        code, actor = member_in(request, room_id)
        since_ms, found = coming_selectors.comings(
            room_id=code,
            session_id=UUID(actor.session_id),
            since_ms=since_ms,
            now_ms=clock.cloud_ms(),
        )
        return Response({"since": since_ms, "results": msgspec.to_builtins(found)})


def _since(request: Request) -> int:
    text = request.query_params.get("since", "")
    if not text:
        raise Problem(Code.MISSING, details={"since": ["ms"]})
    if not text.isascii() or not text.isdigit() or len(text) > _DIGITS:
        raise Problem(Code.INVALID, details={"since": ["ms"]})
    return int(text)
