"""``/api/v1/rooms/batch``: one action for many rooms, for the staff (SPEC §2 "Life")."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.errors import Problem
from common.http.fields import ChoiceText, TextField
from common.http.schema import answers
from rooms.access import require_permission, require_staff, signed, wait_for
from rooms.services import desk

MOST: Final = 100
# What is done, and Django's permission for it.
ACTIONS: Final[dict[str, tuple[Callable[..., Awaitable[object]], str]]] = {
    "archive": (desk.archive_room, "rooms.change_room"),
    "pause": (desk.pause_room, "rooms.change_room"),
    "send_out": (desk.send_all_out, "rooms.change_room"),
    "clear_chat": (desk.clear_chat, "rooms.change_room"),
    "lock": (desk.lock_room, "rooms.change_room"),
    "unlock": (desk.unlock_room, "rooms.change_room"),
    "delete": (desk.delete_room, "rooms.delete_room"),
}
RESULTS: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "results": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "id": {"type": "string"},
                    "ok": {"type": "boolean"},
                    "code": {"type": "integer", "description": "200, or why not"},
                    "message": {"type": "string"},
                },
            },
        }
    },
}


class BatchBody(serializers.Serializer):
    """``{action, ids}``."""

    action = ChoiceText(tuple(ACTIONS))
    ids = serializers.ListField(child=TextField(max_length=64), min_length=1, max_length=MOST)


class Batch(APIView):
    """Many rooms at once."""

    @extend_schema(
        operation_id="batch_rooms", request=BatchBody, responses=answers(RESULTS, 200, 401, 403)
    )
    def post(self, request: Request) -> Response:
        """Do one thing with each of the rooms; one that cannot be done keeps no other from it."""
        user = require_staff(request)
        body = BatchBody(data=request.data)
        body.is_valid(raise_exception=True)
        act, permission = ACTIONS[body.validated_data["action"]]
        require_permission(user, permission)
        codes = dict.fromkeys(code.strip().upper() for code in body.validated_data["ids"])
        return Response({"results": [_do(request, user, act, code) for code in codes]})


def _do(request: Request, user: Any, act: Callable[..., Any], code: str) -> dict[str, Any]:
    try:
        wait_for(act, room_id=code, **signed(request._request, user))
    except Problem as problem:
        message = gettext(problem.sentence)
        return {"id": code, "ok": False, "code": int(problem.code), "message": message}
    return {"id": code, "ok": True, "code": 200, "message": "success"}
