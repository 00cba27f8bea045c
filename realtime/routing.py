"""Addresses of sockets."""

from channels.routing import URLRouter
from django.urls import path

from realtime.consumer import RoomConsumer

_room = RoomConsumer.as_asgi()  # type: ignore[no-untyped-call]

router = URLRouter([path("ws/v1/room/<str:room_id>", _room), path("ws/room/<str:room_id>", _room)])
