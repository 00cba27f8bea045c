"""``/metrics`` for Prometheus, ``/api/v1/stats`` for staff, ``/api/v1/track`` for page events."""

import logging
from dataclasses import asdict
from typing import Any

from asgiref.sync import async_to_sync
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from drf_spectacular.utils import extend_schema
from prometheus_client import CONTENT_TYPE_LATEST, Counter, generate_latest
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.errors import Code, Problem
from common.http.fields import NumberField, TextField
from common.http.middleware import address_of
from common.http.schema import answers
from common.net import bare_address
from playback import failing
from rooms.access import is_staff
from rooms.presence import presence
from rooms.selectors import count_rooms
from sessions_app import gate
from sessions_app.auth import require_visitor

log = logging.getLogger("xiaowo.track")
MAX_EVENTS = 50
URL_MAX = 2048
# Of an address, so much is written down: a line of fifty events stays small.
LOGGED_MAX = 200
AGENT_MAX = 256
# A page reports every ten seconds at most. The burst is for a household of many, and for the last
# reports of pages that close together.
CALLS_PER_S = 1
CALLS_BURST = 200

page_events = Counter("xiaowo_page_events", "Events that pages reported", ["event"])

# S1 §5.3.2, and the debug panel coming and going (§4.1.5.6). Only known names become labels, so
# that a page cannot fill the metrics with inventions.
EVENTS = frozenset(
    {
        "room_enter", "room_leave", "video_load", "video_play", "video_pause", "video_complete",
        "sync_action", "error_occur", "debug_open", "debug_close",
    }
)  # fmt: skip


@require_safe
def metrics(_: HttpRequest) -> HttpResponse:
    """Answer ``/metrics``."""
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


class Stats(APIView):
    """Numbers of the whole server."""

    @extend_schema(operation_id="get_stats", responses=answers({"type": "object"}, 200, 401, 403))
    def get(self, request: Request) -> Response:
        """Return them to staff."""
        if not is_staff(request):
            require_visitor(request)
            raise Problem(Code.NOT_PERMITTED, details={"permission": ["staff"]})
        return Response({**count_rooms(), **asdict(presence.in_use())})


class AddressField(TextField):
    """An address without its query, fragment and user: those may hold tokens."""

    def to_internal_value(self, data: Any) -> str:
        """Return scheme, host and path; a path alone stays one; anything else is dropped."""
        return bare_address(super().to_internal_value(data))


class EventBody(serializers.Serializer):
    """One event, as S1 §5.3.2 has it; what else a page tells with it is dropped.

    So a line of the log is bounded, and holds no name, no chat and no token. The browser is known
    from the request's own header.
    """

    event_name = TextField(max_length=64)
    room_id = TextField(max_length=6, required=False, allow_blank=True)
    session_id = TextField(max_length=36, required=False, allow_blank=True)
    timestamp = NumberField(required=False, help_text="ms")
    duration = NumberField(required=False, min_value=0, help_text="s")
    url = AddressField(max_length=URL_MAX, required=False, allow_blank=True)
    referrer = AddressField(max_length=URL_MAX, required=False, allow_blank=True)
    device_type = TextField(max_length=16, required=False, allow_blank=True)
    detail = TextField(max_length=32, required=False, allow_blank=True)


class TrackBody(serializers.Serializer):
    """``{events: [{event_name, …}]}``, 1 to 50; a single event may stand by itself."""

    events = serializers.ListField(child=EventBody(), min_length=1, max_length=MAX_EVENTS)


def _cut(event: dict[str, Any]) -> dict[str, Any]:
    addresses = ("url", "referrer")
    return {name: v[:LOGGED_MAX] if name in addresses else v for name, v in event.items()}


def _note_failing(events: list[dict[str, Any]]) -> None:
    """Keep which films could not be played, for the desk."""
    reports = [
        (event.get("room_id", ""), event.get("url", ""))
        for event in events
        if event["event_name"] == "error_occur" and event.get("detail") == "media"
    ]
    try:
        failing.note(reports, now_ms=clock.cloud_ms())
    except DatabaseError:
        log.warning("failing links could not be noted")


class Track(APIView):
    """Events of pages; a page that closes cannot prove who it was, so nobody has to."""

    authentication_classes = ()

    @extend_schema(
        operation_id="track",
        request=TrackBody,
        responses=answers({"type": "object", "properties": {"accepted": {"type": "integer"}}}),
    )
    def post(self, request: Request) -> Response:
        """Count the events and write them to the log."""
        ip = address_of(request._request)
        async_to_sync(gate.spend)("track", ip=ip, per_s=CALLS_PER_S, burst=CALLS_BURST)
        given = request.data
        body = TrackBody(data=given if "events" in given else {"events": [given]})
        body.is_valid(raise_exception=True)
        events = body.validated_data["events"]
        for event in events:
            name = event["event_name"]
            page_events.labels(name if name in EVENTS else "other").inc()
        _note_failing(events)
        agent = request.headers.get("User-Agent", "")[:AGENT_MAX]
        log.info(
            "page events",
            extra={"facts": {"events": [_cut(event) for event in events], "user_agent": agent}},
        )
        return Response({"accepted": len(events)})
