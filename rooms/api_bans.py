"""``/api/v1/rooms/{id}/bans``: who is kept out, and letting them in again."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.errors import Code, Problem
from common.http.paging import PAGE_PARAMETERS, one_page
from common.http.schema import answers, page_of
from common.ids import parse_uuid
from rooms.access import actor_in, known_room, origin_of
from rooms.services import bans
from rooms.wire import BanView


class Bans(APIView):
    """Everybody who is kept out."""

    @extend_schema(
        operation_id="list_bans",
        parameters=PAGE_PARAMETERS,
        responses=answers(page_of(BanView), 200, 401, 403, 404, 410),
    )
    def get(self, request: Request, room_id: str) -> Response:
        """Return one page, newest first, to managers."""
        actor = actor_in(request, room_id)
        code = known_room(request, room_id)
        rows = bans.list_bans(room_id=code, actor=actor, now_ms=clock.cloud_ms())
        return Response(one_page(request, rows))


class OneBan(APIView):
    """One of them."""

    @extend_schema(
        operation_id="lift_ban", responses=answers({"type": "object"}, 200, 401, 403, 404, 410)
    )
    def delete(self, request: Request, room_id: str, ban_id: str) -> Response:
        """Let somebody in again."""
        actor = actor_in(request, room_id)
        found = parse_uuid(ban_id)
        if found is None:
            raise Problem(Code.INVALID, details={"ban_id": ["UUID"]})
        bans.lift_ban(
            room_id=known_room(request, room_id),
            actor=actor,
            ban_id=found,
            now_ms=clock.cloud_ms(),
            origin=origin_of(request),
        )
        return Response({})
