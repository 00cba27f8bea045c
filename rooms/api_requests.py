"""``/api/v1/rooms/{id}/requests``: who asks to be let in, and the answer."""

import msgspec
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.http.paging import PAGE_PARAMETERS, one_page
from common.http.schema import answers, page_of
from rooms.access import member_id, member_in, origin_of, wait_for
from rooms.serializers import AnswerBody
from rooms.services import answering
from rooms.wire import RequestView


class Requests(APIView):
    """Everybody who waits at the door."""

    @extend_schema(
        operation_id="list_requests",
        parameters=PAGE_PARAMETERS,
        responses=answers(page_of(RequestView), 200, 401, 403, 404, 410),
    )
    def get(self, request: Request, room_id: str) -> Response:
        """Return one page, the longest-waiting first, to managers."""
        code, actor = member_in(request, room_id)
        rows = answering.list_requests(room_id=code, actor=actor, now_ms=clock.cloud_ms())
        return Response(one_page(request, rows))


class OneRequest(APIView):
    """One of them."""

    @extend_schema(
        operation_id="answer_request",
        request=AnswerBody,
        responses=answers(RequestView, 200, 400, 401, 403, 404, 410),
    )
    def put(self, request: Request, room_id: str, session_id: str) -> Response:
        """Let somebody in, or not."""
        code, actor = member_in(request, room_id)
        target = member_id(session_id)
        body = AnswerBody(data=request.data)
        body.is_valid(raise_exception=True)
        view = wait_for(
            answering.answer_request,
            room_id=code,
            actor=actor,
            session_id=target,
            approve=body.validated_data["approve"],
            now_ms=clock.cloud_ms(),
            origin=origin_of(request),
        )
        return Response(msgspec.to_builtins(view))
