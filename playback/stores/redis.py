"""The states of many workers, in Redis: one hash a room, changed by one script.

The rules stay in Python. A worker reads the state, applies the pure machine, and writes only if
nobody has written since; else it does the same again on what it found.
"""

import logging
import random
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec
from redis import exceptions
from redis.asyncio import Redis
from redis.exceptions import ResponseError

from common.redis import key_of
from playback.domain.state import Phase, State
from playback.stores.protocol import Change

log = logging.getLogger(__name__)

# A room that nobody has touched for so long is over; its record outlives it.
TTL_MS: Final = 24 * 3600 * 1000
# Every refused write means that another one succeeded, so this many in a row mean a fault.
ATTEMPTS: Final = 1000
# A new epoch begins further on than all workers together can have counted, and where no other
# epoch begins.
EPOCHS: Final = (1_000_000, 1_000_000_000)
# Nothing is tried for so long after a failure.
DOWN_S: Final = 1.0
# Redis cannot be reached, or is not ready; anything else is a mistake.
GONE: Final = (exceptions.ConnectionError, exceptions.TimeoutError)
# A replica after a failover, a full disk, no memory: it answers, and takes nothing.
NOT_WRITABLE: Final = ("READONLY", "MISCONF", "OOM")

# KEYS: the room. ARGV: revision read ("" for none), revision to write, state, time to live, a name
# for this write. Returns {1} when written, also by the same write before, whose answer was lost;
# else {0, revision found, state found}.
WRITE: Final = """
local found = redis.call('HGET', KEYS[1], 'revision') or ''
if redis.call('HGET', KEYS[1], 'write') == ARGV[5] then return {1} end
if found ~= ARGV[1] then
  return {0, found, redis.call('HGET', KEYS[1], 'state') or ''}
end
redis.call('HSET', KEYS[1], 'revision', ARGV[2], 'state', ARGV[3], 'write', ARGV[5])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return {1}
"""


class Contended(RuntimeError):
    """A room could not be written although nobody else can have been in the way so often."""


@dataclass(frozen=True, slots=True)
class Held:
    """What Redis holds of a room; ``revision`` counts writes, also those without a version."""

    revision: bytes
    state: State | None


NOTHING: Final = Held(b"", None)


class RedisStore:
    """See ``Store``.

    While Redis is gone a worker goes on with what it saw last, for its own sockets. When Redis is
    back, the newer of the two commands counts, under a version above all that anybody was shown.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._write = redis.register_script(WRITE)
        self._copies: dict[str, State] = {}
        # Rooms that began an epoch here, alone; and those of which the others have to be told.
        self._alone: set[str] = set()
        self._untold: set[str] = set()
        self._down_until = 0.0

    def peek(self, room_id: str) -> State | None:
        """Return what this worker saw last."""
        return self._copies.get(room_id)

    def note_of(self, state: State) -> bytes:
        """Return the state, for the copies of the others."""
        return encode(state)

    def learn(self, room_id: str, state: State) -> None:
        """Keep the newer of this and what is known."""
        known = self._copies.get(room_id)
        if known is None or known.version < state.version:
            self._copies[room_id] = state

    def rebuilt(self, room_id: str, recorded: State) -> State:
        """Return the newest that is known, as of an epoch in which nobody can know a newer one.

        Redis has lost the room, and with it commands that may not be written down yet.
        """
        known = self._copies.get(room_id)
        if known is None and recorded.version == 0:
            # Nobody has done anything yet.
            return recorded
        newest = known if known is not None and known.version > recorded.version else recorded
        return replace(newest, version=newest.version + _epoch())

    async def load(self, room_id: str) -> State | None:
        """Return the state or None; a damaged one counts as none, and is said in the log."""
        if not self._is_down():
            try:
                return self._note(room_id, await self._read(room_id)).state
            except GONE:
                self._say_down()
        return self._copies.get(room_id)

    async def put_if_absent(self, room_id: str, state: State) -> State:
        """Bring a room in, also in place of a damaged one."""
        if self._is_down():
            return self._put_alone(room_id, state)
        try:
            held = await self._read(room_id)
            while held.state is None:
                written, found = await self._try(room_id, held, state)
                if written:
                    return state
                held = found
        except GONE:
            self._say_down()
            return self._put_alone(room_id, state)
        self._note(room_id, held)
        return held.state

    def _put_alone(self, room_id: str, state: State) -> State:
        self._untold.add(room_id)
        return self._copies.setdefault(room_id, state)

    async def change(self, room_id: str, change: Change) -> tuple[State, bool]:
        """Apply a pure function to the newest state, again and again until nobody was faster."""
        if not self._is_down():
            try:
                return await self._change(room_id, change)
            except GONE:
                self._say_down()
        return self._change_alone(room_id, change)

    async def _change(self, room_id: str, change: Change) -> tuple[State, bool]:
        held = await self._read(room_id)
        for _ in range(ATTEMPTS):
            if held.state is None:
                raise KeyError(room_id)
            changed = change(held.state)
            if changed is None:
                self._note(room_id, held)
                return held.state, False
            written, held = await self._try(room_id, held, changed)
            if written:
                return changed, True
        raise Contended(room_id)

    def _change_alone(self, room_id: str, change: Change) -> tuple[State, bool]:
        state = self._copies[room_id]
        changed = change(state)
        if changed is None:
            return state, False
        if room_id not in self._alone:
            # Others may count on from where we are: nobody else must reach our versions.
            changed = replace(changed, version=changed.version + _epoch())
        self._copies[room_id] = changed
        self._alone.add(room_id)
        self._untold.add(room_id)
        return changed, True

    async def catch_up(self) -> list[str]:
        """Bring back what was changed while Redis was gone; returns the rooms."""
        rooms = sorted(self._untold)
        try:
            for room_id in rooms:
                await self._read(room_id)
        except GONE:
            return []
        self._untold.difference_update(rooms)
        return rooms

    def trim(self, keep: set[str]) -> None:
        """Drop copies, but for rooms that wait, or that nobody else knows of yet."""
        self._copies = {
            room_id: state
            for room_id, state in self._copies.items()
            if room_id in keep or room_id in self._untold or state.phase is Phase.BUFFERING
        }

    def _is_down(self) -> bool:
        return time.monotonic() < self._down_until

    def _say_down(self) -> None:
        log.warning("Redis cannot be reached; this worker goes on alone")
        self._down_until = time.monotonic() + DOWN_S

    async def forget(self, room_id: str) -> None:
        """Drop a room."""
        self._copies.pop(room_id, None)
        self._alone.discard(room_id)
        self._untold.discard(room_id)
        with suppress(*GONE):
            await self._redis.delete(key_of(room_id, "state"))

    async def _read(self, room_id: str) -> Held:
        key = key_of(room_id, "state")
        try:
            found: Any = await self._redis.hmget(key, ["revision", "state"])
        except ResponseError as error:
            if not str(error).startswith("WRONGTYPE"):
                raise
            # No hash at all: nothing in it can be kept.
            log.exception("a room's shared state is damaged", extra={"facts": {"room": room_id}})
            await self._redis.delete(key)
            return NOTHING
        held = _held(room_id, found[0] or b"", found[1] or b"")
        return await self._lift(room_id, held)

    async def _lift(self, room_id: str, held: Held) -> Held:
        """Bring Redis above what this worker has shown, which it may have done without it."""
        while held.state is not None:
            own = self._copies.get(room_id)
            if own is None or held.state.version >= own.version:
                self._alone.discard(room_id)
                break
            newest = own
            if held.state.last_command_ms > own.last_command_ms:
                newest = replace(held.state, version=own.version + 1)
            _written, held = await self._try(room_id, held, newest)
        return held

    async def _try(self, room_id: str, before: Held, state: State) -> tuple[bool, Held]:
        """Write unless somebody was faster; returns whether, and what Redis holds then."""
        revision = _next(before.revision)
        encoded = encode(state)
        arguments: list[Any] = [before.revision, revision, encoded, TTL_MS, uuid.uuid4().hex]
        try:
            answer: Any = await self._write(keys=[key_of(room_id, "state")], args=arguments)
        except ResponseError as error:
            if str(error).startswith(NOT_WRITABLE):
                raise exceptions.ConnectionError(str(error)) from error
            raise
        if not answer[0]:
            return False, _held(room_id, answer[1], answer[2])
        return True, self._note(room_id, Held(revision, state))

    def _note(self, room_id: str, held: Held) -> Held:
        # An answer that was long under way must not hide what was done since; and what Redis has
        # lost is kept here: the room is rebuilt from it.
        known = self._copies.get(room_id)
        if held.state is not None and (known is None or held.state.version >= known.version):
            self._copies[room_id] = held.state
        return held


def encode(state: State) -> bytes:
    """Write a state as workers keep it and tell it to each other."""
    return msgspec.json.encode(state)


def decode(text: bytes) -> State:
    """Read what ``encode`` wrote; raises ``msgspec.MsgspecError`` for anything else."""
    return msgspec.json.decode(text, type=State)


def _epoch() -> int:
    return random.randint(*EPOCHS)  # noqa: S311


def _next(revision: bytes) -> bytes:
    """Count on; what was damaged begins anew."""
    return str(int(revision) + 1).encode() if revision.isdigit() else b"1"


def _held(room_id: str, revision: bytes, state: bytes) -> Held:
    if not state and not revision:
        return NOTHING
    try:
        return Held(revision, decode(state))
    except msgspec.MsgspecError:
        log.error("a room's shared state is damaged", extra={"facts": {"room": room_id}})
        return Held(revision, None)
