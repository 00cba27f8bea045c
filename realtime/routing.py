"""Addresses of sockets."""

from typing import Any

from channels.routing import URLRouter
from django.urls import path, re_path

from common.errors import Close
from realtime.consumer import RoomConsumer

_room = RoomConsumer.as_asgi()  # type: ignore[no-untyped-call]


async def _nowhere(_scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": int(Close.NO_ROOM)})


router = URLRouter(
    [
        path("ws/v1/room/<str:room_id>", _room),
        path("ws/room/<str:room_id>", _room),
        re_path("", _nowhere),  # type: ignore[arg-type]
    ]
)
