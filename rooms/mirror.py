"""Every worker's copy of all seats, kept alike through Redis.

A seat's facts are written by whoever learns them, mostly the worker that holds its socket. Changes
are collected for a moment, written to one hash a room, fact by fact, and told to all workers, so
that two workers that change different facts of one seat do not undo each other. The hash is for
workers that start later; nobody reads it otherwise.
"""

import asyncio
import logging
from collections.abc import Iterable
from typing import Any, Final

import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from common.redis import PREFIX
from rooms import written_seats
from rooms.presence import FACTS, Presence, Seat
from rooms.written_seats import Changes, Facts

log = logging.getLogger("xiaowo.mirror")

CHANNEL: Final = f"{PREFIX}:seats"
# What a page measures all the time, and nobody waits for.
SOFT: Final = frozenset({"rtt_ms", "jitter_ms", "seek_ms", "drift_ms", "level"})
SOFT_S: Final = 2.0
# What goes with an open socket.
SOCKET: Final = ("connection_id", "opened_ms", "until_ms", "lost_at_ms", "ready", "rtt_ms")
AGAIN_S: Final = 1.0


class Told(msgspec.Struct):
    """What one worker tells the others."""

    worker: str
    changes: Changes


class Mirror:
    """Implements ``rooms.presence.Watcher``. Lives on one event loop."""

    def __init__(self, redis: Redis, presence: Presence, worker: str) -> None:
        self._redis, self._presence, self._worker = redis, presence, worker
        self._changed: dict[tuple[str, str], set[str]] = {}
        self._gone: set[tuple[str, str]] = set()
        self._wake = asyncio.Event()
        self._flushing = asyncio.Lock()
        self._listening = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None
        # Rooms of which something passed by.
        self._wanted: set[str] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._had_gap = False

    def take_gap(self) -> bool:
        """Tell whether nothing was heard for a while since this was asked last."""
        had_gap, self._had_gap = self._had_gap, False
        return had_gap

    async def start(self) -> None:
        """Hear the others, read what is there, and begin to tell; may be tried again."""
        self._end_tasks()
        self._tasks = [asyncio.ensure_future(self._hear_all())]
        await self._listening.wait()
        await self.read_all()
        self._presence.watcher = self
        self._tasks.append(asyncio.ensure_future(self._tell_all()))

    async def stop(self) -> None:
        """Tell what is left, then end."""
        try:
            await self.flush()
        except RedisError:
            log.warning("the last changes of seats could not be told")
        self._presence.watcher = None
        self._end_tasks()

    def _end_tasks(self) -> None:
        for task in self._tasks:
            task.cancel()

    def changed(self, room_id: str, session_id: str, *facts: str) -> None:
        """Remember to tell."""
        self._gone.discard((room_id, session_id))
        self._changed.setdefault((room_id, session_id), set()).update(facts)
        if not SOFT.issuperset(facts):
            self._wake.set()

    def released(self, room_id: str, session_id: str) -> None:
        """Remember to tell."""
        self._changed.pop((room_id, session_id), None)
        self._gone.add((room_id, session_id))
        self._wake.set()

    async def flush(self) -> None:
        """Write and tell all changes so far; raises ``RedisError``, and then keeps them."""
        async with self._flushing:
            changed, gone = self._changed, self._gone
            if not changed and not gone:
                return
            self._changed, self._gone = {}, set()
            changes = self._collect(changed, gone)
            try:
                await self._write(changes)
            except BaseException:
                self._put_back(changed, gone)
                raise

    async def read_all(self) -> None:
        """Take over all seats that are written down and that nobody here knows better."""
        async for room_id in written_seats.rooms(self._redis):
            await self.read(room_id)

    async def read(self, room_id: str) -> None:
        """Take over one room's seats as they are written down."""
        found = await written_seats.read(self._redis, room_id)
        for session_id, facts in found.items():
            # What was changed here since is newer than what was written.
            newer = self._changed.get((room_id, session_id), set())
            told = {name: value for name, value in facts.items() if name not in newer}
            is_known = self._presence.seat(room_id, session_id) is not None
            # A seat whose beginning is lost stays out: reading again would not bring it.
            if (room_id, session_id) not in self._gone and (is_known or "until_ms" in facts):
                self._apply(room_id, session_id, told)

    async def _read_again(self) -> None:
        try:
            await self.read_all()
        except RedisError:
            log.warning("seats cannot be read again")
        self.tell_everything()

    def tell_everything(self) -> None:
        """Tell the seats that are ours anew: what was written down may be lost."""
        for room_id, seats in self._presence.rooms.items():
            for session_id, seat in seats.items():
                if seat.connection_id is None or self._is_mine(seat):
                    self.changed(room_id, session_id, *FACTS)

    def _is_mine(self, seat: Seat) -> bool:
        return (seat.connection_id or "").startswith(f"{self._worker}.")

    def _collect(
        self, changed: dict[tuple[str, str], set[str]], gone: set[tuple[str, str]]
    ) -> Changes:
        changes: Changes = {}
        for (room_id, session_id), names in changed.items():
            seat = self._presence.seat(room_id, session_id)
            if seat is not None:
                facts = {name: getattr(seat, name) for name in names}
                changes.setdefault(room_id, {})[session_id] = facts
        for room_id, session_id in gone:
            changes.setdefault(room_id, {})[session_id] = None
        return changes

    async def _write(self, changes: Changes) -> None:
        pipeline = self._redis.pipeline(transaction=False)
        written_seats.write(pipeline, changes)
        pipeline.publish(CHANNEL, msgspec.json.encode(Told(self._worker, changes)))
        try:
            await pipeline.execute()
        except ResponseError as error:
            if written_seats.is_of_another_type(error):
                await self._clear(changes)
            raise

    async def _clear(self, room_ids: Iterable[str]) -> None:
        """Write rooms anew under whose key something else was found."""
        for room_id in room_ids:
            await written_seats.clear(self._redis, room_id)
            for session_id in self._presence.seats(room_id):
                self.changed(room_id, session_id, *FACTS)

    def _put_back(
        self, changed: dict[tuple[str, str], set[str]], gone: set[tuple[str, str]]
    ) -> None:
        for seat, names in changed.items():
            if seat not in self._gone:
                self._changed.setdefault(seat, set()).update(names)
        self._gone |= {seat for seat in gone if seat not in self._changed}

    async def _tell_all(self) -> None:
        while True:
            try:
                async with asyncio.timeout(SOFT_S):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()
            try:
                await self.flush()
                while self._wanted:
                    await self.read(self._wanted.pop())
            except RedisError:
                log.warning("changes of seats cannot be told, trying again")
                await asyncio.sleep(AGAIN_S)
                self._wake.set()

    async def _hear_all(self) -> None:
        while True:
            try:
                async with self._redis.pubsub() as line:
                    await line.subscribe(CHANNEL)
                    async for message in line.listen():
                        self._hear(message)
            except RedisError:
                log.warning("changes of seats cannot be heard, trying again")
                self._listening.set()
                await asyncio.sleep(AGAIN_S)

    def _hear(self, message: dict[str, Any]) -> None:
        if message["type"] == "subscribe":
            if self._listening.is_set():
                # Heard again after a gap: what was told meanwhile is only written down.
                self._had_gap = True
                self._reading = asyncio.ensure_future(self._read_again())
            self._listening.set()
            return
        try:
            told = msgspec.json.decode(message["data"], type=Told)
        except msgspec.MsgspecError:
            log.exception("a worker told something that is not understood")
            return
        if told.worker == self._worker:
            return
        for room_id, seats in told.changes.items():
            for session_id, facts in seats.items():
                self._apply(room_id, session_id, facts)

    def _apply(self, room_id: str, session_id: str, facts: Facts | None) -> None:
        """Do as another worker did, without telling it again."""
        watcher, self._presence.watcher = self._presence.watcher, None
        try:
            if facts is None:
                self._presence.release(room_id=room_id, session_id=session_id)
                return
            if self._presence.seat(room_id, session_id) is None and "until_ms" not in facts:
                # A part of a seat whose beginning passed us by: it comes with the next reading.
                self._wanted.add(room_id)
                self._wake.set()
                return
            seat = self._presence.hold(
                room_id=room_id, session_id=session_id, seat=Seat(until_ms=0)
            )
            seat.watch = None
            for name, value in self._credible(room_id, session_id, seat, facts).items():
                setattr(seat, name, value)
            seat.watch = self._watch(room_id, session_id)
        finally:
            self._presence.watcher = watcher

    def _credible(self, room_id: str, session_id: str, seat: Seat, facts: Facts) -> Facts:
        """Leave out what this worker does not know, and what it knows better."""
        known = written_seats.credible(facts)
        if self._is_mine(seat) and known.get("connection_id", "") is None:
            # Somebody thinks that our socket is gone: an old page that was taken over, or a
            # worker that took us for dead.
            self.changed(room_id, session_id, *SOCKET)
            return {name: value for name, value in known.items() if name not in SOCKET}
        return known

    def _watch(self, room_id: str, session_id: str) -> Any:
        return lambda name: self.changed(room_id, session_id, name)
