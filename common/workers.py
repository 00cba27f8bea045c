"""Who this worker is among others, and which of them live."""

import uuid
from typing import Final

from redis.asyncio import Redis

from common.redis import PREFIX

# A worker that has not been heard of for so long is dead.
ALIVE_MS: Final = 10_000

NAME: Final = uuid.uuid4().hex[:12]


def connection_id() -> str:
    """Return a new name for a socket; it says which worker holds it."""
    return f"{NAME}.{uuid.uuid4().hex}"


def worker_of(connection: str) -> str:
    """Return the worker that holds a socket."""
    return connection.split(".", 1)[0]


async def say_alive(redis: Redis) -> bool:
    """Be alive for the next ten seconds; False when that was not known, or was lost."""
    return await redis.set(_key(NAME), 1, px=ALIVE_MS, get=True) is not None


async def say_goodbye(redis: Redis) -> None:
    """Be gone from now on."""
    await redis.delete(_key(NAME))


async def dead_among(redis: Redis, names: set[str]) -> set[str]:
    """Return those of these workers that do not live."""
    ordered = sorted(names)
    if not ordered:
        return set()
    found = await redis.mget([_key(name) for name in ordered])
    return {name for name, alive in zip(ordered, found, strict=True) if alive is None}


def _key(name: str) -> str:
    return f"{PREFIX}:worker:{name}"


class Leader:
    """One worker among many does what must be done once; another takes over when it dies."""

    _KEY: Final = f"{PREFIX}:leader"
    # Keeps the lock if it is ours; returns 1 if it is, whoever had it before.
    _KEEP: Final = """
    local holder = redis.call('GET', KEYS[1])
    if holder and holder ~= ARGV[1] then return 0 end
    redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
    return 1
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._keep = redis.register_script(self._KEEP)

    async def is_me(self) -> bool:
        """Tell whether this worker leads, and if so, lead on."""
        return bool(await self._keep(keys=[self._KEY], args=[NAME, ALIVE_MS]))

    async def resign(self) -> None:
        """Let another one lead at once."""
        if await self._redis.get(self._KEY) == NAME.encode():
            await self._redis.delete(self._KEY)
