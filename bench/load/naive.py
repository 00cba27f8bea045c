"""The yardstick: what the Channels tutorial would write, over the Redis channel layer.

REDIS=unix:///… LAYER=core daphne bench.load.naive:application. It checks and stores nothing.
"""

import os
from typing import Any

from django.conf import settings

LAYERS = {
    "core": (
        "channels_redis.core.RedisChannelLayer",
        {"hosts": [{"address": os.environ["REDIS"], "max_connections": 5000}]},
    ),
    "pubsub": ("channels_redis.pubsub.RedisPubSubChannelLayer", {"hosts": [os.environ["REDIS"]]}),
}
BACKEND, CONFIG = LAYERS[os.environ.get("LAYER", "core")]

settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    CHANNEL_LAYERS={"default": {"BACKEND": BACKEND, "CONFIG": CONFIG}},
)

import django  # noqa: E402

django.setup()

from channels.generic.websocket import AsyncJsonWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path  # noqa: E402


class Naive(AsyncJsonWebsocketConsumer):
    """Hands every frame to the group."""

    async def connect(self) -> None:
        """Join."""
        self.group = "room." + self.scope["url_route"]["kwargs"]["room"]
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()
        await self.send_json({"type": "room_info"})

    async def disconnect(self, code: int) -> None:
        """Leave."""
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive_json(self, content: Any, **_kwargs: Any) -> None:
        """Tell everybody."""
        await self.channel_layer.group_send(self.group, {"type": "tell", "content": content})

    async def tell(self, event: Any) -> None:
        """Pass it on."""
        await self.send_json(event["content"])

    @classmethod
    async def encode_json(cls, content: Any) -> str:
        """Encode without blanks, as the generator expects."""
        import json

        return json.dumps(content, separators=(",", ":"))


application = ProtocolTypeRouter(
    {"websocket": URLRouter([path("ws/v1/room/<str:room>", Naive.as_asgi())])}
)
