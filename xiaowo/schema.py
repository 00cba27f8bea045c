"""The OpenAPI document's shared structures, and the AsyncAPI document of the socket."""

from typing import Any

import msgspec
from django.http import HttpRequest, JsonResponse

from common.http import schema
from common.wire import Frame, FrameType
from playback.proxy.probe import ProbeView
from playback.sync import SyncView
from playback.wire import DemoView, PlaybackEvent, PlaybackView
from realtime.frames import INBOUND
from realtime.outbound import OUTBOUND
from rooms import wire as rooms
from sessions_app import wire as sessions

VIEWS: list[type] = [
    sessions.SessionView,
    sessions.NewSessionView,
    sessions.UserView,
    sessions.SignedInView,
    sessions.TokenPair,
    rooms.RoomView,
    rooms.MemberView,
    rooms.MessageView,
    rooms.ReadyView,
    rooms.YouView,
    rooms.ActivityView,
    rooms.BanView,
    rooms.RoomStats,
    rooms.ReportView,
    rooms.RequestView,
    rooms.ComingView,
    PlaybackView,
    PlaybackEvent,
    SyncView,
    DemoView,
    ProbeView,
]


def add_components(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add the views to what drf-spectacular found (a post-processing hook)."""
    result["components"].setdefault("schemas", {}).update(schema.components(VIEWS))
    return result


def asyncapi(_: HttpRequest) -> JsonResponse:
    """Describe the socket as AsyncAPI 3.0, from the types that decode and encode it."""
    return JsonResponse(document())


def document() -> dict[str, Any]:
    """Build the AsyncAPI document."""
    sent = {f"{name}.send": _message(name, kind) for name, kind in INBOUND.items()}
    received = {f"{name}.receive": _message(name, kind) for name, kind in OUTBOUND.items()}
    types = list({*INBOUND.values(), *OUTBOUND.values(), Frame})
    _, schemas = msgspec.json.schema_components(types, ref_template=schema.REF)
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "小窝 Xiaowo socket", "version": "1.0.0"},
        "channels": {
            "room": {
                "address": "/ws/v1/room/{room_id}",
                "parameters": {"room_id": {"description": "six of 0-9A-Z"}},
                "messages": {**sent, **received},
            }
        },
        "operations": {
            "clientSends": _operation("receive", sent),
            "serverSends": _operation("send", received),
        },
        "components": {"schemas": schemas},
    }


def _operation(action: str, messages: dict[str, Any]) -> dict[str, Any]:
    refs = [{"$ref": f"#/channels/room/messages/{_pointer(name)}"} for name in messages]
    return {"action": action, "channel": {"$ref": "#/channels/room"}, "messages": refs}


def _pointer(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _message(name: FrameType, kind: type) -> dict[str, Any]:
    return {
        "name": name.value,
        "payload": {
            "type": "object",
            "required": ["type", "data"],
            "properties": {
                "id": {"type": "string", "maxLength": 64},
                "type": {"const": name.value},
                "room_id": {"type": "string"},
                "session_id": {"type": "string"},
                "timestamp": {"type": "number", "description": "cloud clock, ms"},
                "data": {"$ref": schema.REF.format(name=kind.__name__)},
            },
        },
    }
