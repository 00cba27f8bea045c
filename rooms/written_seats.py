"""Seats as they are written down in Redis: one hash a room, a field a fact.

Whoever else writes into that Redis must not keep a worker from serving: what is not a seat's fact
is struck out, said, and passed over.
"""

import logging
from collections.abc import AsyncIterator
from functools import cache
from typing import Any, Final, get_type_hints

import msgspec
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.exceptions import ResponseError

from common.redis import key_of
from rooms.presence import FACTS, Seat

log = logging.getLogger("xiaowo.mirror")

TTL_MS: Final = 24 * 3600 * 1000

Facts = dict[str, Any]
# Room → session → facts; None: the seat is no more.
Changes = dict[str, dict[str, Facts | None]]


@cache
def _types() -> dict[str, Any]:
    hints = get_type_hints(Seat)
    return {name: hints[name] for name in FACTS}


def credible(facts: Facts) -> Facts:
    """Return those that a seat has, with values that it may have."""
    return {name: value for name, value in facts.items() if _fits(name, value)}


def _fits(name: str, value: Any) -> bool:
    if name not in FACTS:
        return False
    try:
        msgspec.convert(value, _types()[name])
    except msgspec.ValidationError:
        return False
    return True


async def rooms(redis: Redis) -> AsyncIterator[str]:
    """Yield the ids of rooms with seats; raises ``RedisError``."""
    async for key in redis.scan_iter(match=key_of("*", "seats"), count=500):
        yield key.decode(errors="replace").split("{", 1)[1].split("}", 1)[0]


async def read(redis: Redis, room_id: str) -> dict[str, Facts]:
    """Return one room's seats by session; strikes out what is damaged, raises ``RedisError``."""
    key = key_of(room_id, "seats")
    try:
        written: dict[Any, Any] = await redis.hgetall(key)
    except ResponseError as error:
        if not is_of_another_type(error):
            raise
        await clear(redis, room_id)
        return {}
    found, damaged = _sorted_out(written)
    if damaged:
        facts = {"room": room_id, "fields": [repr(field) for field in damaged[:10]]}
        log.error("damaged facts of seats are struck out", extra={"facts": facts})
        await redis.hdel(key, *damaged)
    return found


def _sorted_out(written: dict[bytes, bytes]) -> tuple[dict[str, Facts], list[bytes]]:
    found: dict[str, Facts] = {}
    damaged = []
    for field, text in written.items():
        try:
            session_id, name = field.decode().rsplit(".", 1)
            value = msgspec.json.decode(text)
        except ValueError:
            # Not UTF-8, no dot, no JSON.
            damaged.append(field)
            continue
        if name not in FACTS:
            # A later version's.
            continue
        if _fits(name, value):
            found.setdefault(session_id, {})[name] = value
        else:
            damaged.append(field)
    return found, damaged


def is_of_another_type(error: ResponseError) -> bool:
    """Tell whether something else than a hash is under the key."""
    return "WRONGTYPE" in str(error)


async def clear(redis: Redis, room_id: str) -> None:
    """Make room for a room's seats where something else is; raises ``RedisError``."""
    key = key_of(room_id, "seats")
    if await redis.type(key) != b"hash":
        log.error("what is not a room's seats is deleted", extra={"facts": {"room": room_id}})
        await redis.delete(key)


def write(pipeline: Pipeline, changes: Changes) -> None:
    """Let a pipeline write changes down."""
    for room_id, seats in changes.items():
        key = key_of(room_id, "seats")
        for session_id, facts in seats.items():
            if facts is None:
                pipeline.hdel(key, *(f"{session_id}.{fact}" for fact in FACTS))
            else:
                values: Any = {
                    f"{session_id}.{k}": msgspec.json.encode(v) for k, v in facts.items()
                }
                pipeline.hset(key, mapping=values)
        pipeline.pexpire(key, TTL_MS)
