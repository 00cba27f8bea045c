"""Sending many messages to Channels' groups in one round trip to Redis.

Channels' layer waits for Redis after every message, so one room's message keeps all that follow
waiting, and a worker publishes as many a second as Redis answers in turn. Its parts are asked for
their names, hosts and bytes instead, and what waits goes in one pipeline a host. None of that is a
public interface: where a part is missing messages go through ``group_send`` one after another.
``tests/servers/test_sharing.py`` says when a new channels-redis breaks this; see
docs/decisions/0017.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from itertools import starmap
from typing import Any, Final

# A group and what it is told.
Telling = tuple[str, dict[str, Any]]
# The same as a host takes it: its place among all, name there, bytes.
Packet = tuple[int, str, bytes]
# ARGV: channels, each followed by what it is told. One answer: reading one for each costs the busy
# loop more than all the rest.
PUBLISH: Final = "for n = 1, #ARGV, 2 do redis.call('PUBLISH', ARGV[n], ARGV[n + 1]) end"
# Of the layer for this loop, and of each of its hosts.
_LAYER: Final = ("_get_group_channel_name", "_get_shard", "channel_layer")
_HOST: Final = ("_lock", "_ensure_redis", "_redis")


class Publisher:
    """Lives on one event loop."""

    def __init__(self, layer: Any) -> None:
        self._layer = layer

    async def send(self, tellings: Sequence[Telling]) -> dict[int, BaseException]:
        """Send messages, to each group in their order.

        Returns those that were not sent, or perhaps not, by their places, with what was in the way.
        """
        below = self.below()
        if below is None:
            return await self._send_in_turn(tellings)
        failed: dict[int, BaseException] = {}
        by_host: dict[Any, list[Packet]] = defaultdict(list)
        for place, (group, message) in enumerate(tellings):
            try:
                packet = below.channel_layer.serialize(message)
            except Exception as error:
                failed[place] = error
            else:
                name = below._get_group_channel_name(group)
                by_host[below._get_shard(name)].append((place, name, packet))
        answers = await asyncio.gather(*starmap(_publish, by_host.items()), return_exceptions=True)
        for packets, answer in zip(by_host.values(), answers, strict=True):
            if answer is not None:
                failed.update((place, answer) for place, _name, _packet in packets)
        return failed

    async def _send_in_turn(self, tellings: Sequence[Telling]) -> dict[int, BaseException]:
        failed: dict[int, BaseException] = {}
        for place, (group, message) in enumerate(tellings):
            try:
                await self._layer.group_send(group, message)
            except Exception as error:
                failed[place] = error
        return failed

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


async def _publish(host: Any, packets: Sequence[Packet]) -> None:
    async with host._lock:
        host._ensure_redis()
    told = (part for _place, name, packet in packets for part in (name, packet))
    await host._redis.eval(PUBLISH, 0, *told)
