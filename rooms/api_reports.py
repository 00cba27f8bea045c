"""``/api/v1/rooms/{id}/messages/{message_id}/report``: telling the operator's moderators."""

import msgspec
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.errors import Code, Problem
from common.http.schema import answers
from common.ids import parse_uuid
from rooms.access import member_in, origin_of
from rooms.serializers import ReportBody
from rooms.services import reports
from rooms.wire import ReportView


class Report(APIView):
    """A line that somebody finds wrong."""

    @extend_schema(
        operation_id="report_message",
        request=ReportBody,
        responses=answers(ReportView, 201, 400, 401, 403, 404, 410, 429),
    )
    def post(self, request: Request, room_id: str, message_id: str) -> Response:
        """Report a chat line; 201, or 200 for one that the caller has reported before."""
        code, actor = member_in(request, room_id)
        found = parse_uuid(message_id)
        if found is None:
            raise Problem(Code.INVALID, details={"message_id": ["UUID"]})
        body = ReportBody(data=request.data)
        body.is_valid(raise_exception=True)
        reported = reports.report_message(
            room_id=code,
            actor=actor,
            message_id=found,
            reason=body.validated_data["reason"],
            note=body.validated_data.get("text", ""),
            ip=origin_of(request).ip,
            now_ms=clock.cloud_ms(),
        )
        status = 201 if reported.is_new else 200
        return Response(msgspec.to_builtins(reported.report), status=status)
