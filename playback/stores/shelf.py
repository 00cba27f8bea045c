"""What Redis holds of the rooms: a hash each, read and written by many at once in one go.

A write counts only if nobody has written since; the line that is to be recorded of it is put down
in the same step.
"""

import itertools
import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import msgspec
from redis import exceptions
from redis.asyncio import Redis
from redis.exceptions import ResponseError

from common.gathering import Gathering
from common.redis import key_of
from playback.domain.state import State
from playback.stores.ledger import KEY as LEDGER
from playback.stores.protocol import Line

log = logging.getLogger(__name__)

# A room that nobody has touched for so long is over; its record outlives it.
TTL_MS: Final = 24 * 3600 * 1000
# Redis does nothing else meanwhile: so many rooms take it about a millisecond.
AT_ONCE: Final = 100
# A replica after a failover, a full disk, no memory: it answers, and takes nothing.
NOT_WRITABLE: Final = ("READONLY", "MISCONF", "OOM")
FIELDS: Final = ("revision", "state")

# KEYS: the ledger, then the rooms. ARGV: time to live, then for each room: revision read ("" for
# none), revision to write, state, name and text of the line ("" for none). Revisions are never
# used twice, so one that is there already was written by this call, whose answer was lost.
# Returns for each room {1} when written; {2} when it was no hash, and is gone; else
# {0, revision found, state found}.
WRITE: Final = """
local answers = {}
local kind = redis.call('TYPE', KEYS[1]).ok
if kind ~= 'hash' and kind ~= 'none' then redis.call('DEL', KEYS[1]) end
for number = 2, #KEYS do
  local room, at = KEYS[number], (number - 2) * 5 + 1
  local found = redis.pcall('HGET', room, 'revision')
  if type(found) == 'table' then
    redis.call('DEL', room)
    answers[#answers + 1] = {2}
  elseif (found or '') == ARGV[at + 1] then
    redis.call('HSET', room, 'revision', ARGV[at + 2], 'state', ARGV[at + 3])
    redis.call('PEXPIRE', room, ARGV[1])
    if ARGV[at + 4] ~= '' then redis.call('HSET', KEYS[1], ARGV[at + 4], ARGV[at + 5]) end
    answers[#answers + 1] = {1}
  elseif found == ARGV[at + 2] then
    answers[#answers + 1] = {1}
  else
    answers[#answers + 1] = {0, found or '', redis.call('HGET', room, 'state') or ''}
  end
end
return answers
"""


@dataclass(frozen=True, slots=True)
class Held:
    """What Redis holds of a room; ``revision`` names the write it came by."""

    revision: bytes
    state: State | None


NOTHING: Final = Held(b"", None)


class Writing(NamedTuple):
    """One write: only if ``before`` is still there."""

    room_id: str
    before: bytes
    revision: bytes
    state: State
    line: Line | None

    def arguments(self) -> tuple[bytes, bytes, bytes, str, bytes]:
        """Return what the script takes for this room."""
        name, text = self.line or ("", b"")
        return self.before, self.revision, encode(self.state), name, text


class Shelf:
    """Lives on one event loop. Raises ``redis.exceptions`` when Redis is gone."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._script = redis.register_script(WRITE)
        self._reads = Gathering(self._read_all, most=AT_ONCE)
        self._writes = Gathering(self._write_all, most=AT_ONCE)
        self._name, self._count = uuid.uuid4().hex, itertools.count()

    async def read(self, room_id: str) -> Held:
        """Return what is there; what is damaged counts as none, and is said in the log."""
        found = await self._reads.ask(room_id)
        if isinstance(found, ResponseError):
            if not str(found).startswith("WRONGTYPE"):
                raise found
            _say_damaged(room_id)
            await self._redis.delete(key_of(room_id, "state"))
            return NOTHING
        return _held(room_id, found[0] or b"", found[1] or b"")

    async def write(
        self, room_id: str, before: Held, state: State, line: Line | None
    ) -> tuple[bool, Held]:
        """Write unless somebody was faster; returns whether, and what is there then."""
        revision = f"{self._name}.{next(self._count)}".encode()
        writing = Writing(room_id, before.revision, revision, state, line)
        answer = await self._writes.ask(writing)
        if answer[0] == 1:
            return True, Held(revision, state)
        if answer[0] == 2:
            _say_damaged(room_id)
            return False, NOTHING
        return False, _held(room_id, answer[1], answer[2])

    async def remove(self, room_id: str) -> None:
        """Drop a room."""
        await self._redis.delete(key_of(room_id, "state"))

    async def _read_all(self, room_ids: Sequence[str]) -> list[Any]:
        pipeline = self._redis.pipeline(transaction=False)
        for room_id in room_ids:
            pipeline.hmget(key_of(room_id, "state"), FIELDS)
        return await pipeline.execute(raise_on_error=False)

    async def _write_all(self, writings: Sequence[Writing]) -> list[Any]:
        keys = [LEDGER, *(key_of(writing.room_id, "state") for writing in writings)]
        arguments: list[Any] = [TTL_MS]
        for writing in writings:
            arguments += writing.arguments()
        try:
            return await self._script(keys=keys, args=arguments)
        except ResponseError as error:
            if any(word in str(error) for word in NOT_WRITABLE):
                raise exceptions.ConnectionError(str(error)) from error
            raise


def encode(state: State) -> bytes:
    """Write a state as Redis keeps it."""
    return msgspec.json.encode(state)


def decode(text: bytes) -> State:
    """Read what ``encode`` wrote; raises ``msgspec.MsgspecError`` for anything else."""
    return msgspec.json.decode(text, type=State)


def _held(room_id: str, revision: bytes, state: bytes) -> Held:
    if not state and not revision:
        return NOTHING
    try:
        return Held(revision, decode(state))
    except (msgspec.MsgspecError, UnicodeDecodeError):
        _say_damaged(room_id)
        return Held(revision, None)


def _say_damaged(room_id: str) -> None:
    log.error("a room's shared state is damaged", extra={"facts": {"room": room_id}})
