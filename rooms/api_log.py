"""``/api/v1/rooms/{id}``: stats and activities."""

import msgspec
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.errors import Code, Problem
from common.http.paging import PAGE_PARAMETERS, requested_page
from common.http.schema import answers, page_of
from rooms import log_selectors
from rooms.access import READS_LOG, actor_in, is_staff, known_room, staff_name
from rooms.models import ActivityType
from rooms.roles import Right, require
from rooms.wire import ActivityView, RoomStats


def _manager(request: Request, room_id: str) -> str:
    if not is_staff(request):
        require(actor_in(request, room_id), Right.MANAGE)
    return known_room(request, room_id)


def _sees_addresses(request: Request) -> bool:
    # Staff who may not view the audit log are no managers of the room either.
    return not is_staff(request) or staff_name(request, READS_LOG) is not None


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
        """Return one page, newest first, to managers and staff.

        Staff without the permission to view the audit log see no addresses and browsers.
        """
        code = _manager(request, room_id)
        page = requested_page(request)
        kind = request.query_params.get("type")
        if kind is not None and kind not in ActivityType.values:
            raise Problem(Code.INVALID, details={"type": list(ActivityType.values)})
        count, lines = log_selectors.activities(
            room_id=code,
            kind=kind,
            start=page.start,
            size=page.size,
            with_addresses=_sees_addresses(request),
        )
        return Response(page.show(count, lines))
