"""Sending many messages to Channels' groups in one round trip to Redis.

Channels' layer waits for Redis after every message, so one room's message keeps all that follow
waiting, and a worker publishes as many a second as Redis answers in turn. Its parts are asked for
their names, hosts and bytes instead, and what waits goes in one pipeline a host. None of that is a
public interface: where a part is missing messages go through ``group_send`` one after another.
``tests/servers/test_sharing.py`` says when a new channels-redis breaks this; see
docs/decisions/0017.
"""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

# A group and what it is told.
Telling = tuple[str, dict[str, Any]]
# Of the layer for this loop, and of each of its hosts.
_LAYER: Final = ("_get_group_channel_name", "_get_shard", "channel_layer")
_HOST: Final = ("_lock", "_ensure_redis", "_redis")


class Publisher:
    """Lives on one event loop."""

    def __init__(self, layer: Any) -> None:
        self._layer = layer

    async def send(self, tellings: Sequence[Telling]) -> None:
        """Send messages, to each group in their order.

        Raises what the layer raises, ``redis.exceptions`` and OSError; some may have arrived then.
        """
        below = self.below()
        if below is None:
            for group, message in tellings:
                await self._layer.group_send(group, message)
            return
        by_host: dict[Any, list[tuple[str, bytes]]] = defaultdict(list)
        for group, message in tellings:
            name = below._get_group_channel_name(group)
            by_host[below._get_shard(name)].append((name, below.channel_layer.serialize(message)))
        for host, packets in by_host.items():
            await _publish(host, packets)

    def below(self) -> Any:
        """Return the parts of channels-redis' layer, None when this is another or a new one."""
        with suppress(AttributeError):
            layer = self._layer._get_layer()
            host = layer._get_shard("")
            if all(hasattr(layer, part) for part in _LAYER) and all(
                hasattr(host, part) for part in _HOST
            ):
                return layer
        return None


async def _publish(host: Any, packets: Sequence[tuple[str, bytes]]) -> None:
    async with host._lock:
        host._ensure_redis()
        pipeline = host._redis.pipeline(transaction=False)
        for name, packet in packets:
            pipeline.publish(name, packet)
        await pipeline.execute()
