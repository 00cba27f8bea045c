"""The states of many workers, in Redis: one hash a room, changed by one script.

The rules stay in Python. A worker applies the pure machine to what it saw last, and writes only if
nobody has written since; else it does the same again on what it found.
"""

import asyncio
import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Final
from weakref import WeakValueDictionary

import msgspec
from redis import exceptions
from redis.asyncio import Redis

from playback.domain.state import Phase, State
from playback.stores.copies import Copies
from playback.stores.ledger import Ledger
from playback.stores.protocol import Change, Line, LineOf
from playback.stores.shelf import Held, Shelf

log = logging.getLogger(__name__)

# Every refused write means that another one succeeded, so this many in a row mean a fault.
ATTEMPTS: Final = 1000
# Nothing is tried for so long after a failure.
DOWN_S: Final = 1.0
# Redis cannot be reached, or is not ready; anything else is a mistake.
GONE: Final = (exceptions.ConnectionError, exceptions.TimeoutError)


class Contended(RuntimeError):
    """A room could not be written although nobody else can have been in the way so often."""


class RedisStore:
    """See ``Store``.

    While Redis is gone a worker goes on with what it saw last, for its own sockets. When Redis is
    back, the newer of the two commands counts, under a version above all that anybody was shown.
    """

    keeps_lines = True

    def __init__(self, redis: Redis) -> None:
        self._shelf, self._ledger = Shelf(redis), Ledger(redis)
        self._copies = Copies()
        # Commands of one worker to one room do not get into each other's way.
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._down_until = 0.0

    def peek(self, room_id: str) -> State | None:
        """Return what this worker saw last."""
        return self._copies.of(room_id)

    def note_of(self, room_id: str, state: State) -> bytes:
        """Return the state and what Redis calls it, for the copies of the others."""
        return self._copies.note_of(room_id, state)

    def hear(self, room_id: str, note: bytes) -> None:
        """Keep the newer of this and what is known; a note that is not understood is said."""
        try:
            self._copies.hear(room_id, note)
        except msgspec.MsgspecError:
            log.exception("a worker told a state that is not understood")

    def learn(self, room_id: str, state: State) -> None:
        """Keep the newer of this and what is known."""
        self._copies.learn(room_id, state)

    def rebuilt(self, room_id: str, recorded: State) -> State:
        """Return the newer of the two commands, as of an epoch in which nobody knows a newer one.

        Redis has lost the room, and with it commands that may not be written down yet.
        """
        return self._copies.rebuilt(room_id, recorded)

    async def load(self, room_id: str) -> State | None:
        """Return the state or None; a damaged one counts as none, and is said in the log."""
        if not self._is_down():
            try:
                return (await self._read(room_id)).state
            except GONE:
                self._say_down()
        return self._copies.of(room_id)

    async def put_if_absent(self, room_id: str, state: State) -> State:
        """Bring a room in, also in place of a damaged one."""
        if self._is_down():
            return self._copies.put_alone(room_id, state)
        try:
            held = await self._read(room_id)
            while held.state is None:
                _written, held = await self._write(room_id, held, state)
        except GONE:
            self._say_down()
            return self._copies.put_alone(room_id, state)
        return held.state

    async def change(
        self, room_id: str, change: Change, line_of: LineOf | None = None
    ) -> tuple[State, bool]:
        """Apply a pure function to the newest state, again and again until nobody was faster."""
        async with self._turns.setdefault(room_id, asyncio.Lock()):
            if not self._is_down():
                try:
                    return await self._change(room_id, change, line_of)
                except GONE:
                    self._say_down()
            return self._copies.change_alone(room_id, change)

    async def _change(
        self, room_id: str, change: Change, line_of: LineOf | None
    ) -> tuple[State, bool]:
        held = self._copies.held(room_id)
        # What was seen last may be old: good enough to write upon, not to refuse upon.
        is_sure = held is None
        held = held or await self._read(room_id)
        for _ in range(ATTEMPTS):
            before = held.state
            if before is None:
                raise KeyError(room_id)
            changed = _try(change, before, is_sure)
            if changed is not None:
                line = None if line_of is None else line_of(changed)
                written, held = await self._write(room_id, held, changed, line)
                if written:
                    return changed, True
            elif is_sure:
                return before, False
            else:
                held = await self._read(room_id)
            is_sure = True
        raise Contended(room_id)

    async def recorded(self, names: Sequence[str]) -> None:
        """Strike the lines; where that fails they are written down once more, to no effect."""
        if not self._is_down():
            # Also what refuses to be written to, as a replica does.
            with suppress(exceptions.RedisError):
                await self._ledger.strike(names)

    async def left_behind(self, *, now_ms: int) -> list[Line]:
        """Return lines of dead workers, and such as were forgotten."""
        with suppress(*GONE):
            return await self._ledger.left_behind(now_ms)
        return []

    async def catch_up(self) -> list[str]:
        """Bring back what was changed while Redis was gone; returns the rooms."""
        rooms = sorted(self._copies.untold)
        try:
            for room_id in rooms:
                await self._read(room_id)
        except GONE:
            return []
        self._copies.untold.difference_update(rooms)
        return rooms

    def trim(self, keep: set[str]) -> None:
        """Drop copies, but for rooms that wait, or that nobody else knows of yet."""
        self._copies.trim(lambda room_id, state: room_id in keep or state.phase is Phase.BUFFERING)

    async def forget(self, room_id: str) -> None:
        """Drop a room."""
        self._copies.forget(room_id)
        with suppress(*GONE):
            await self._shelf.remove(room_id)

    def _is_down(self) -> bool:
        return time.monotonic() < self._down_until

    def _say_down(self) -> None:
        log.warning("Redis cannot be reached; this worker goes on alone")
        self._down_until = time.monotonic() + DOWN_S

    async def _read(self, room_id: str) -> Held:
        return await self._lift(room_id, await self._shelf.read(room_id))

    async def _write(
        self, room_id: str, before: Held, state: State, line: Line | None = None
    ) -> tuple[bool, Held]:
        """Write unless somebody was faster; returns whether, and what Redis holds then."""
        written, held = await self._shelf.write(room_id, before, state, line)
        return written, await self._lift(room_id, held)

    async def _lift(self, room_id: str, held: Held) -> Held:
        """Bring Redis above what this worker has shown, which it may have done without it."""
        while True:
            above = self._copies.above(room_id, held)
            if above is None:
                self._copies.note(room_id, held)
                return held
            _written, held = await self._shelf.write(room_id, held, above, None)
            self._copies.untold.add(room_id)


def _try(change: Change, state: State, is_sure: bool) -> State | None:
    """Apply a pure function; what it refuses counts only where it is sure what it refuses upon."""
    try:
        return change(state)
    except Exception:
        if is_sure:
            raise
        return None
