"""What makes a process one worker among many: shared clock, bus, seats, and one leader."""

import asyncio
import logging
from typing import Final

from channels.layers import get_channel_layer
from redis.asyncio import Redis
from redis.exceptions import RedisError

from common import clock, redis_clock, workers
from common.bus import bus
from common.outage import outage
from common.site import is_shared_with_all
from playback.record import recorder
from playback.stores import store
from realtime.hub import hub
from realtime.relay import LayerRelay
from rooms import door
from rooms.mirror import Mirror
from rooms.presence import presence
from xiaowo.looking import look, show

log = logging.getLogger("xiaowo.cluster")

AGAIN_S: Final = 1.0


class Cluster:
    """This worker's part of it. Lives on one event loop."""

    def __init__(self, redis: Redis, *, is_housekeeper: bool = False) -> None:
        self._redis = redis
        self._relay = LayerRelay(get_channel_layer(), hub.receive, look, _learn)
        self._mirror = Mirror(redis, presence, workers.NAME)
        self._leader = workers.Leader(redis, is_housekeeper=is_housekeeper)
        # Signs with another key than the others: nobody whom they let in would be let in here.
        self.is_stranger = False
        # Whether it has come in; from then on it goes on without Redis as well.
        self.is_in = False
        # Rooms of which something may have passed by here.
        self._unseen: set[str] = set()

    async def start(self) -> None:
        """Come in; waits until Redis is there."""
        while True:
            try:
                await redis_clock.begin(self._redis)
                await workers.say_alive(self._redis)
                await self._look_for_strangers()
                await self._relay.start()
                await self._mirror.start()
                break
            except RedisError as error:
                log.error("Redis cannot be reached", extra={"facts": {"error": str(error)}})
                await asyncio.sleep(AGAIN_S)
        self.is_in = True
        door.share(self._redis, self._mirror)
        bus.attach(hub.receive, self._relay)

    async def stop(self) -> None:
        """Tell the others what is left to tell, and go."""
        await self._relay.stop()
        await self._mirror.stop()
        try:
            await self._leader.resign()
            await workers.say_goodbye(self._redis)
        except RedisError:
            log.warning("the other workers could not be told of the end")

    async def leads(self) -> bool:
        """Tell whether this worker does what must be done once; nobody does without Redis."""
        try:
            return await self._leader.is_me()
        except RedisError:
            return False

    async def stay_alive(self) -> None:
        """Say so; and where Redis has forgotten, tell it again what is known here."""
        await self._look_for_strangers()
        if not await workers.say_alive(self._redis):
            log.warning("Redis has forgotten this worker")
            self._mirror.tell_everything()

    async def _look_for_strangers(self) -> None:
        was_stranger, self.is_stranger = self.is_stranger, not await is_shared_with_all(self._redis)
        if self.is_stranger and not was_stranger:
            log.error("this worker has another SECRET_KEY than the others, and is not ready")

    async def catch_up(self) -> None:
        """After a time without Redis: let everybody see what has become of the rooms."""
        if not await self._is_redis_there():
            return
        for room_id in {*await store.catch_up(), *self._relay.take_missed()}:
            _record(room_id)
            await show(room_id, bus.publish)
        for room_id in hub.rooms - self._relay.rooms:
            # Somebody came in while nobody could be heard.
            await self._relay.listen(room_id)
            if room_id not in self._relay.rooms:
                # Nor can they now; the others would only wait as long.
                break
            await look(room_id)
        if self._mirror.take_gap():
            self._unseen |= hub.rooms
        for room_id in sorted(self._unseen & hub.rooms):
            if not await self._relay.proves(room_id):
                return
            # What was told while nothing arrived here, rights above all, is to be read.
            await look(room_id)
            self._unseen.discard(room_id)

    async def _is_redis_there(self) -> bool:
        try:
            await self._redis.ping()
        except RedisError:
            outage.note()
            return False
        outage.clear()
        return True

    async def follow_clock(self) -> None:
        """Keep to the shared clock."""
        missing_ms = await redis_clock.follow(self._redis)
        if abs(missing_ms) > clock.LEAN_MS:
            log.warning("the clock is off", extra={"facts": {"ms": round(missing_ms)}})

    async def sweep_dead(self, *, now_ms: int) -> None:
        """Sockets of workers that are no more are closed; their seats are kept for the grace."""
        held = [
            (room_id, session_id, seat.connection_id)
            for room_id, seats in presence.rooms.items()
            for session_id, seat in seats.items()
            if seat.connection_id is not None
        ]
        names = {workers.worker_of(connection) for _room, _session, connection in held}
        dead = await workers.dead_among(self._redis, names - {workers.NAME})
        for room_id, session_id, connection in held:
            if workers.worker_of(connection) in dead:
                presence.disconnect(
                    room_id=room_id,
                    session_id=session_id,
                    connection_id=connection,
                    now_ms=now_ms,
                )

    async def mute_empty(self) -> None:
        """Forget rooms in which nobody of ours is, and do not listen to them any more."""
        store.trim(hub.rooms)
        await self._relay.mute(lambda room_id: not hub.is_in(room_id))


def _learn(room_id: str, note: bytes) -> None:
    """What another worker has done counts here if Redis loses the room."""
    store.hear(room_id, note)


def _record(room_id: str) -> None:
    """What has become of it may be neither what one worker wrote down nor what the other did."""
    state = store.peek(room_id)
    if state is not None:
        recorder.note(room_id, state, None)
