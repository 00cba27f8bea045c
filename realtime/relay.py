"""The bus between workers, over Channels' layer: one subscription a process and room.

A message is packed once, travels once to every worker that has a socket in the room, and is handed
to the hub there, as in one process. What waits while others are under way goes together. If the
layer cannot be reached, the worker's own sockets still
get what it publishes.
"""

import asyncio
import logging
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from typing import Any, Final

from django.conf import settings
from redis.exceptions import RedisError

from common.bus import Broadcast, Message, NewPicture, RightsChanged, Shut, Sink
from common.errors import Close
from common.outage import outage
from common.patience import within
from realtime.publishing import Publisher

log = logging.getLogger("xiaowo.relay")

# So many times ``REDIS_PATIENCE_S``, longer than any hiccup, is waited for one's own call; whoever
# comes in meanwhile is told to come again.
PROBE: Final = 3
# For so long nothing is tried after a failure.
DOWN_S: Final = 1.0
# So many go together: more would keep the first of them waiting for the last.
TOGETHER: Final = 100

Sending = tuple[str, Message]
Look = Callable[[str], Awaitable[None]]
Heard = Callable[[str, bytes], None]


class LayerRelay:
    """Implements ``common.bus.Relay``. Lives on one event loop."""

    def __init__(self, layer: Any, sink: Sink, look: Look, heard: Heard) -> None:
        """``look`` shows a whole new picture of a room to this worker's sockets.

        ``heard`` is told the notes of broadcasts.
        """
        self._layer, self._sink, self._look, self._heard = layer, sink, look, heard
        self._publisher = Publisher(layer)
        self._channel = ""
        self._rooms: set[str] = set()
        self._joining: Counter[str] = Counter()
        self._probes: dict[str, asyncio.Future[None]] = {}
        self._outgoing: asyncio.Queue[Sending] = asyncio.Queue()
        self._tasks: list[asyncio.Task[Any]] = []
        self._is_sending = False
        self._down_until = 0.0
        self._missed: set[str] = set()

    async def start(self) -> None:
        """Begin to send and to receive; may be tried again."""
        self._end_tasks()
        self._channel = await self._layer.new_channel()
        self._tasks = [
            asyncio.ensure_future(self._send_all()),
            asyncio.ensure_future(self._receive_all()),
        ]

    async def stop(self) -> None:
        """Send what is still queued, then end."""
        deadline = asyncio.get_running_loop().time() + settings.REDIS_PATIENCE_S
        while self._is_busy() and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.01)
        self._end_tasks()

    def _is_busy(self) -> bool:
        return self._is_sending or not self._outgoing.empty()

    def _end_tasks(self) -> None:
        for task in self._tasks:
            task.cancel()

    def publish(self, room_id: str, message: Message) -> None:
        """Send a message on its way, in the order of publication."""
        self._outgoing.put_nowait((room_id, message))

    async def listen(self, room_id: str) -> None:
        """Return when what others publish arrives here; at once while nobody can be reached."""
        if room_id in self._rooms:
            return
        if outage.is_on:
            # Nobody hears anybody now; the cluster listens when it is over.
            return
        self._joining[room_id] += 1
        try:
            async with within(PROBE * settings.REDIS_PATIENCE_S):
                await self._layer.group_add(_group(room_id), self._channel)
                await self._hear_oneself(room_id)
            self._rooms.add(room_id)
        except (RedisError, OSError, TimeoutError):
            outage.note()
            log.warning("other workers cannot be heard", extra={"facts": {"room": room_id}})
            # It may hold all the same; then everything would come twice.
            with suppress(RedisError, OSError, TimeoutError):
                async with within(settings.REDIS_PATIENCE_S):
                    await self._layer.group_discard(_group(room_id), self._channel)
        finally:
            self._joining -= Counter([room_id])

    async def mute(self, is_empty: Callable[[str], bool]) -> None:
        """Stop to listen to rooms in which nobody is any more."""
        for room_id in list(self._rooms):
            if is_empty(room_id) and not self._joining[room_id]:
                self._rooms.discard(room_id)
                await self._layer.group_discard(_group(room_id), self._channel)

    @property
    def rooms(self) -> set[str]:
        """Return the rooms that are listened to."""
        return set(self._rooms)

    def take_missed(self) -> set[str]:
        """Return the rooms of which others missed something, once they can be told again."""
        if asyncio.get_running_loop().time() < self._down_until:
            return set()
        missed, self._missed = self._missed, set()
        return missed

    async def proves(self, room_id: str) -> bool:
        """Tell whether what is published about a room arrives here, by trying it."""
        try:
            async with within(PROBE * settings.REDIS_PATIENCE_S):
                await self._hear_oneself(room_id)
        except (RedisError, OSError, TimeoutError):
            return False
        return True

    async def _hear_oneself(self, room_id: str) -> None:
        # A subscription is only asked for; hearing one's own call shows that it holds.
        name = uuid.uuid4().hex
        heard = self._probes[name] = asyncio.get_running_loop().create_future()
        try:
            await self._layer.group_send(_group(room_id), {"kind": "probe", "name": name})
            await heard
        finally:
            del self._probes[name]

    async def _send_all(self) -> None:
        while True:
            waiting = [await self._outgoing.get()]
            while len(waiting) < TOGETHER and not self._outgoing.empty():
                waiting.append(self._outgoing.get_nowait())
            self._is_sending = True
            await self._pass_on(waiting)
            self._is_sending = False

    async def _pass_on(self, waiting: Sequence[Sending]) -> None:
        unsent = await self._send(waiting)
        for place, (room_id, message) in enumerate(waiting):
            if place in unsent:
                self._missed.add(room_id)
            if place in unsent or not (room_id in self._rooms or self._joining[room_id]):
                # It will not come back to us.
                try:
                    self._sink(room_id, message)
                except Exception:
                    log.exception("a message could not be handed over")

    async def _send(self, waiting: Sequence[Sending]) -> Collection[int]:
        """Return the places of those that were not sent."""
        loop = asyncio.get_running_loop()
        if loop.time() < self._down_until:
            return range(len(waiting))
        tellings = [(_group(room_id), {"room": room_id, **pack(what)}) for room_id, what in waiting]
        try:
            async with within(settings.REDIS_PATIENCE_S):
                failed = await self._publisher.send(tellings)
        except TimeoutError as late:
            failed = dict.fromkeys(range(len(waiting)), late)
        for error in set(failed.values()):
            log.warning("other workers cannot be told", extra={"facts": {"error": repr(error)}})
        if any(isinstance(error, RedisError | OSError) for error in failed.values()):
            self._down_until = loop.time() + DOWN_S
        return failed

    async def _receive_all(self) -> None:
        while True:
            try:
                await self._take(await self._layer.receive(self._channel))
            except Exception:
                log.exception("a message of another worker could not be taken")

    async def _take(self, message: dict[str, Any]) -> None:
        kind = message["kind"]
        if kind == "probe":
            heard = self._probes.get(message["name"])
            if heard is not None and not heard.done():
                heard.set_result(None)
        elif kind == "look":
            await self._look(message["room"])
        else:
            if message.get("note") is not None:
                self._heard(message["room"], message["note"])
            self._sink(message["room"], unpack(message))


def _group(room_id: str) -> str:
    return f"room.{room_id}"


def pack(message: Message) -> dict[str, Any]:
    """Turn a message into plain values."""
    match message:
        case Broadcast():
            return {
                "kind": "text",
                "text": message.text,
                "only": message.only_session,
                "note": message.note,
                "wait": message.can_wait,
                "made": message.made_ms,
            }
        case Shut():
            return {
                "kind": "shut",
                "code": int(message.code),
                "only": message.only_session,
                "before": message.before and list(message.before),
            }
        case RightsChanged():
            return {
                "kind": "rights",
                "allow_control": message.allow_control,
                "session_id": message.session_id,
                "role": message.role,
                "permissions": message.permissions,
                "nickname": message.nickname,
                "avatar": message.avatar,
                "muted_until_ms": message.muted_until_ms,
            }
        case NewPicture():
            # It looks different on every worker, so each takes its own.
            return {"kind": "look"}


def unpack(message: dict[str, Any]) -> Message:
    """The opposite of ``pack``; raises KeyError or ValueError for anything else."""
    match message["kind"]:
        case "text":
            # A worker of the version before does not tell whether it can wait.
            can_wait, made_ms = message.get("wait", False), message.get("made", 0)
            return Broadcast(message["text"], message["only"], message["note"], can_wait, made_ms)
        case "shut":
            before = message["before"]
            return Shut(Close(message["code"]), message["only"], before and tuple(before))
        case "rights":
            names = RightsChanged.__dataclass_fields__
            return RightsChanged(**{name: message[name] for name in names})
        case other:
            raise ValueError(f"no such message: {other}")
